#ifndef AVO_CHIREDIS_SHIM_H
#define AVO_CHIREDIS_SHIM_H

#include <hiredis/hiredis.h>

#endif
