// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Runs the code of a task on its arguments. */
final class Invocation {

    private static final Column NONE = new Column(0);

    private Invocation() {}

    /**
     * One result for each argument, or for each pair of arguments of a function of two; one for code
     * without arguments, and for a {@link LambdaShape}, whose arguments are what it captures.
     */
    @SuppressWarnings("unchecked") // the pool's methods see to it that arguments fit
    static Column of(Object code, Column arguments) throws Exception {
        if (code instanceof LambdaShape shape) {
            return of(shape.bind(arguments.toArray()), NONE);
        } else if (code instanceof Remote.Function<?, ?> function) {
            return each((Remote.Function<@Nullable Object, ?>) function, arguments);
        } else if (code instanceof Remote.Function2<?, ?, ?> function) {
            return pairs((Remote.Function2<@Nullable Object, @Nullable Object, ?>) function, arguments);
        } else if (code instanceof Callable<?> call) {
            return one(call.call());
        } else if (code instanceof Runnable task) {
            task.run();
            return one(null);
        }
        throw new IllegalArgumentException(
                "a task cannot be a " + code.getClass().getName());
    }

    private static Column one(@Nullable Object result) {
        return Column.of(new Object[] {result});
    }

    @SuppressWarnings("NullAway") // an item may be null: so says the caller's type
    private static Column each(Remote.Function<@Nullable Object, ?> function, Column arguments) throws Exception {
        Column results = new Column(arguments.size());
        for (int i = 0; i < results.size(); i++) {
            results.put(i, function.apply(arguments.get(i)));
        }
        return results;
    }

    @SuppressWarnings("NullAway")
    private static Column pairs(Remote.Function2<@Nullable Object, @Nullable Object, ?> function, Column arguments)
            throws Exception {
        Column results = new Column(arguments.size() / 2);
        for (int i = 0; i < results.size(); i++) {
            results.put(i, function.apply(arguments.get(2 * i), arguments.get(2 * i + 1)));
        }
        return results;
    }
}
