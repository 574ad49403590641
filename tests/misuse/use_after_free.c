/* use_after_free HANDLE */

#include "handles.h"

int main(int count, char **words) {
    const struct handle *type = named(count > 1 ? words[1] : NULL);
    void *handle = type->make();
    type->release(handle);
    type->use(handle);
    return 0;
}
