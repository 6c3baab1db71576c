// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import org.jspecify.annotations.Nullable;

/** Gives the tasks of a call to the pool, one after the other. Asked under the pool's lock. */
interface JobSource {

    /**
     * The next task.
     *
     * @param workers how many could take some of what is left
     * @return null if there is none, and none will come
     */
    @Nullable
    Job next(int workers);

    /** How many tasks it has at least. */
    int left();

    /** None of it will be done. Without the lock. */
    void abort(RuntimeException cause);
}
