// The parts of FFmpeg 5.1 that FarmMedia calls, and the macros that Swift cannot import.

#pragma once

#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>

static const int CLIBAV_ERROR_EOF = AVERROR_EOF;
static const int CLIBAV_ERROR_EAGAIN = AVERROR(EAGAIN);
static const int CLIBAV_ERROR_ENOMEM = AVERROR(ENOMEM);
static const int CLIBAV_ERROR_EINVAL = AVERROR(EINVAL);
static const int CLIBAV_ERROR_INVALIDDATA = AVERROR_INVALIDDATA;
static const int64_t CLIBAV_NO_PTS = AV_NOPTS_VALUE;
static const int CLIBAV_QP_TO_LAMBDA = FF_QP2LAMBDA;
