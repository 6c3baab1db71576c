// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How many processes a pool has that is injected into a batch artifact: {@code @Inject @PoolSize(4) WorkerPool pool}. Without it there are as many as
 * processors.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
public @interface PoolSize {

    /** Number of processes. */
    int value();
}
