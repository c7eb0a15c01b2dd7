#pragma once

#include <errno.h>
#include <sys/eventfd.h>
#include <zmq.h>

// Macros and enumerators that Swift cannot see.
static const int farm_zmq_eterm = ETERM;
static const int farm_zmq_ehostunreach = EHOSTUNREACH;
static const int farm_zmq_eagain = EAGAIN;
static const int farm_zmq_eintr = EINTR;
static const int farm_zmq_eaddrinuse = EADDRINUSE;
static const int farm_eventfd_flags = EFD_CLOEXEC | EFD_NONBLOCK;

// ZMQ_MSG_PROPERTY_USER_ID, a draft name of a property that is stable (zmq_msg_gets(3)).
static const char *const farm_zmq_user_id = "User-Id";
