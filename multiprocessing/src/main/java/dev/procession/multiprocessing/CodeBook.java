// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Packs code for a pool. What lambdas of one place have in common is packed once, and then known to workers by its number. */
final class CodeBook {

    private static final String WHAT = "a task";

    private final Courier courier;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Class<?>, Code> stateless = new ConcurrentHashMap<>();
    private final Map<Class<?>, Code> shapes = new ConcurrentHashMap<>();
    private final Map<Class<?>, Pace> paces = new ConcurrentHashMap<>();

    /**
     * Code for a task without arguments.
     *
     * @param captured values to be sent with it, which its shape takes
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Bound(Code code, @Nullable Object[] captured) {}

    CodeBook(Courier courier) {
        this.courier = courier;
    }

    /** Code for one task. */
    Code forOne(Object code) {
        return of(checked(code), true);
    }

    /** Code for many tasks; whoever has it says when there are no more, unless it {@link #isKept}. */
    Code forMany(Object code) {
        return of(checked(code), false);
    }

    /** Code for one task without arguments. */
    Bound bound(Object object) {
        Serializable code = checked(object);
        SerializedLambda lambda = Lambdas.open(code);
        if (lambda == null || lambda.getCapturedArgCount() == 0) {
            return new Bound(of(code, true), new Object[0]);
        }
        Code shape = shapes.computeIfAbsent(code.getClass(), type -> {
            LambdaShape packed = LambdaShape.of(lambda, Lambdas.owner(code));
            return new Code(lastId.incrementAndGet(), courier.pack(code, packed, WHAT), WHAT, new Pace());
        });
        return new Bound(shape, LambdaShape.captured(lambda));
    }

    private static Serializable checked(Object code) {
        if (code instanceof Serializable serializable) {
            return serializable;
        }
        throw new IllegalArgumentException("a " + code.getClass().getName()
                + " cannot be sent to a worker: it is not serialisable; hand the lambda to the pool as it is, or declare it as "
                + (code instanceof Callable ? "Remote.Call" : "Remote.Task"));
    }

    private Code of(Serializable code, boolean inline) {
        Code known = stateless.get(code.getClass());
        if (known != null) {
            return known;
        }
        byte[] packed = courier.pack(code, code, WHAT);
        SerializedLambda lambda = Lambdas.open(code);
        if (lambda != null && lambda.getCapturedArgCount() == 0) {
            return stateless.computeIfAbsent(
                    code.getClass(), type -> new Code(lastId.incrementAndGet(), packed, WHAT, new Pace()));
        }
        Pace pace = paces.computeIfAbsent(code.getClass(), type -> new Pace());
        return new Code(inline ? Code.INLINE : lastId.incrementAndGet(), packed, WHAT, pace);
    }

    boolean isKept(Code code) {
        return code.id() == Code.INLINE || stateless.containsValue(code);
    }
}
