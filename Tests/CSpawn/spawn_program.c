/* In C because Swift does not see the extensions of glibc that closing descriptors and changing the folder take. */
#define _GNU_SOURCE
#include "spawn_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

int avo_spawn(pid_t *pid, const char *executable, char *const arguments[], char *const environment[],
              const char *folder, int input, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (!error && input >= 0) error = posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (!error && input < 0) error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    for (int descriptor = 1; descriptor <= 2 && !error; descriptor++) {
        error = output >= 0 ? posix_spawn_file_actions_adddup2(&actions, output, descriptor)
                            : posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0);
    }
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!error) error = posix_spawn_file_actions_addchdir_np(&actions, folder);
    sigemptyset(&none);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    if (!error) error = posix_spawn(pid, executable, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int avo_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) ? errno : 0; }
