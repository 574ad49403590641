/* The objects at hand, a few of each kind. One that is passed as non-const is passed once in a call. */

#define MOST 4

static struct {
    void *objects[MOST];
    int used[MOST]; /* 1: as const, 2: as non-const */
    int count;
} pools[OBJECTS];

/* What a callback was lent, during it. */
static const void *lent[OBJECTS];
static bool in_callback;

static void drop(int kind, int at) {
    end(kind, pools[kind].objects[at]);
    pools[kind].objects[at] = pools[kind].objects[--pools[kind].count];
}

static void keep(int kind, void *object) {
    if (!object) return;
    if (pools[kind].count == MOST) drop(kind, (int)(next() % MOST));
    pools[kind].objects[pools[kind].count] = object;
    pools[kind].used[pools[kind].count++] = 0;
}

static void *borrow(int kind, bool shared) {
    if (lent[kind]) return one_in(16) ? NULL : (void *)lent[kind];
    if (in_callback || one_in(16) || !pools[kind].count) return NULL;
    int at = (int)(next() % (unsigned)pools[kind].count);
    if (pools[kind].used[at] == 2 || (pools[kind].used[at] && !shared)) return NULL;
    pools[kind].used[at] = shared ? 1 : 2;
    return pools[kind].objects[at];
}

static void give_back(void) {
    if (in_callback) return;
    for (int kind = 0; kind < OBJECTS; kind++) {
        for (int at = 0; at < pools[kind].count; at++) pools[kind].used[at] = 0;
        if (pools[kind].count && one_in(64)) drop(kind, 0);
    }
    if (one_in(4)) acme_error_clear(&error);
}

static void call_some_with_lent(void);

static void lend(int kind, const void *object) { lent[kind] = object; }
