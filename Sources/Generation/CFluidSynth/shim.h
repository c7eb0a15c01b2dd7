#ifndef REELMILL_CFLUIDSYNTH_SHIM_H
#define REELMILL_CFLUIDSYNTH_SHIM_H

#include <fluidsynth.h>

#endif
