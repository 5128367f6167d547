#ifndef AVO_SPAWN_PROGRAM_H
#define AVO_SPAWN_PROGRAM_H

#include <sys/types.h>

/* Starts a program in a process group of its own, with no signal blocked and with no other descriptors than the three
 * standard ones. `input` and `output` are descriptors or -1 for /dev/null; errors go where output goes.
 * Returns 0 or the error's number. */
int avo_spawn(pid_t *pid, const char *executable, char *const arguments[], char *const environment[],
              const char *folder, int input, int output);

/* Makes a pipe that no program inherits. Returns 0 or the error's number. */
int avo_pipe(int ends[2]);

#endif
