#ifndef AVO_ALLOCATIONS_H
#define AVO_ALLOCATIONS_H

#include <stdint.h>

/* How often memory was asked for since the program began, on all threads together. */
uint64_t avo_allocations(void);

#endif
