// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import jakarta.inject.Qualifier;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Has a shared object injected into a batch artifact that is a CDI bean: {@code @Inject @Shared("printer") SharedLock printer}. All artifacts
 * that name the same object have the same one, in whatever process they run.
 *
 * <p>A {@link System.Logger} is injected in the same way; what is logged appears on the terminal of who started the job, as
 * {@code [LEVEL/process-name] message}, down to the level that the job property {@code procession.log.level} names, INFO if there is none.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
public @interface Shared {

    /** Its name. */
    String value();

    /**
     * How many permits a semaphore begins with and how many parties a barrier has (1 if not said), how long an array is, how many items a queue
     * holds (0 for any number); nothing to others.
     */
    int size() default 0;

    /** Whether it belongs to all processes of the broker. Otherwise it belongs to the job execution, and is gone when that ends. */
    boolean global() default false;
}
