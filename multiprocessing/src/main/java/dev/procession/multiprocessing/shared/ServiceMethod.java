// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A method of a service's interface.
 *
 * @param signature names it in a message: its name and the types of its parameters
 * @param isAsync whether the caller is given a future
 * @param isIdempotent whether it may be run again
 * @param isInterruptible whether it is declared to be ended by an interrupt
 */
record ServiceMethod(Method method, String signature, boolean isAsync, boolean isIdempotent, boolean isInterruptible) {

    static ServiceMethod of(Method method, Class<?> service) {
        Class<?> returned = method.getReturnType();
        boolean idempotent =
                method.isAnnotationPresent(Idempotent.class) || service.isAnnotationPresent(Idempotent.class);
        boolean interruptible = Arrays.asList(method.getExceptionTypes()).contains(InterruptedException.class);
        return new ServiceMethod(
                method,
                signature(method),
                returned != Object.class && returned.isAssignableFrom(CompletableFuture.class),
                idempotent,
                interruptible);
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }
}
