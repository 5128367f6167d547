#ifndef AVO_CLIBPQ_SHIM_H
#define AVO_CLIBPQ_SHIM_H

#include <postgresql/libpq-fe.h>

#endif
