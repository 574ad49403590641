/* Nothing is misused: each handle is made, used and freed once. */

#include "handles.h"

int main(void) {
    for (int i = 0; i < HANDLES_COUNT; i++) {
        void *handle = HANDLES[i].make();
        HANDLES[i].use(handle);
        HANDLES[i].release(handle);
    }
    return 0;
}
