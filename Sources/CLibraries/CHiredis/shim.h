#ifndef AVO_CHIREDIS_SHIM_H
#define AVO_CHIREDIS_SHIM_H

#include <hiredis/hiredis.h>
#include <sys/eventfd.h>

/* More than any reply to this program's commands has. */
#define CHIREDIS_MOST_ELEMENTS 65536

/* hiredis 0.14 allocates room for as many elements as a reply announces before any of them has come: up to
   16 GiB for one line. With the functions below a reply that announces too many is an error of its
   connection. They are hiredis's own, found through the task, apart from that limit. */

static inline const redisReplyObjectFunctions *chiredis_original(const redisReadTask *task) {
    return (const redisReplyObjectFunctions *)task->privdata;
}

static void *chiredis_create_string(const redisReadTask *task, char *bytes, size_t count) {
    return chiredis_original(task)->createString(task, bytes, count);
}

static void *chiredis_create_array(const redisReadTask *task, int count) {
    return count > CHIREDIS_MOST_ELEMENTS ? NULL : chiredis_original(task)->createArray(task, count);
}

static void *chiredis_create_integer(const redisReadTask *task, long long value) {
    return chiredis_original(task)->createInteger(task, value);
}

static void *chiredis_create_nil(const redisReadTask *task) { return chiredis_original(task)->createNil(task); }

/* Makes a context ready for use by a caller who waits for the socket himself. */
static inline void chiredis_prepare(redisContext *context) {
    static redisReplyObjectFunctions limited = {
        chiredis_create_string, chiredis_create_array, chiredis_create_integer, chiredis_create_nil, freeReplyObject,
    };
    context->flags &= ~REDIS_BLOCK;
    context->reader->privdata = context->reader->fn;
    context->reader->fn = &limited;
}

#endif
