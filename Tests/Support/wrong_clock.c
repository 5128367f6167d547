/* A wall clock that is wrong, for one process and its libraries; monotonic clocks and timers stay right, as when
 * somebody sets a machine's time.
 *
 *     clang -shared -fPIC -o wrong_clock.so wrong_clock.c
 *     LD_PRELOAD=./wrong_clock.so WRONG_CLOCK_FILE=FILE program
 *
 * FILE holds one signed 64-bit number in the machine's byte order: the seconds that are added. It is mapped, so
 * writing it again lets the clock of a running process jump. Ready-made libraries of this kind shift the timers
 * of Dispatch too, which then fire an hour late or all the time. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const int64_t none = 0;
static volatile const int64_t *offset = &none;

__attribute__((constructor)) static void open_file(void) {
    const char *path = getenv("WRONG_CLOCK_FILE");
    int descriptor = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (descriptor < 0) return;
    void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, descriptor, 0);
    if (page != MAP_FAILED) offset = page;
    close(descriptor);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *offset;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int result = (int)syscall(SYS_gettimeofday, now, zone);
    if (result == 0) now->tv_sec += *offset;
    return result;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
