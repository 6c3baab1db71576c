// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs the code of a task on its arguments. */
final class Invocation {

    private static final @Nullable Object[] NOTHING = {null};
    private static final @Nullable Object[] NONE = {};

    private Invocation() {}

    /**
     * One result for each argument, or for each pair of arguments of a function of two; one for code
     * without arguments, and for a {@link LambdaShape}, whose arguments are what it captures.
     */
    @SuppressWarnings("unchecked") // the pool's methods see to it that arguments fit
    static @Nullable Object[] of(Object code, @Nullable Object[] arguments) throws Exception {
        if (code instanceof LambdaShape shape) {
            return of(shape.bind(arguments), NONE);
        } else if (code instanceof Remote.Function<?, ?> function) {
            return each((Remote.Function<@Nullable Object, ?>) function, arguments);
        } else if (code instanceof Remote.Function2<?, ?, ?> function) {
            return pairs((Remote.Function2<@Nullable Object, @Nullable Object, ?>) function, arguments);
        } else if (code instanceof Callable<?> call) {
            return new Object[] {call.call()};
        } else if (code instanceof Runnable task) {
            task.run();
            return NOTHING.clone();
        }
        throw new IllegalArgumentException(
                "a task cannot be a " + code.getClass().getName());
    }

    private static @Nullable Object[] each(Remote.Function<@Nullable Object, ?> function, @Nullable Object[] arguments)
            throws Exception {
        @Nullable Object[] results = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            results[i] = function.apply(arguments[i]);
        }
        return results;
    }

    private static @Nullable Object[] pairs(
            Remote.Function2<@Nullable Object, @Nullable Object, ?> function, @Nullable Object[] arguments)
            throws Exception {
        @Nullable Object[] results = new Object[arguments.length / 2];
        for (int i = 0; i < results.length; i++) {
            results[i] = function.apply(arguments[2 * i], arguments[2 * i + 1]);
        }
        return results;
    }
}
