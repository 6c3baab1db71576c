// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into serialisable lambdas and method references. */
final class Lambdas {

    /** By class, since it is looked for with each task. */
    private static final ClassValue<Optional<Method>> WRITE_REPLACE = new ClassValue<>() {
        @Override
        protected Optional<Method> computeValue(Class<?> type) {
            if (!type.isSynthetic()) {
                return Optional.empty();
            }
            try {
                Method method = type.getDeclaredMethod("writeReplace");
                method.setAccessible(true);
                return Optional.of(method);
            } catch (ReflectiveOperationException | RuntimeException e) {
                return Optional.empty();
            }
        }
    };

    private Lambdas() {}

    /** What it consists of; null if it is no lambda. */
    static @Nullable SerializedLambda open(Serializable code) {
        Optional<Method> method = WRITE_REPLACE.get(code.getClass());
        try {
            return method.isPresent() && method.get().invoke(code) instanceof SerializedLambda lambda ? lambda : null;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** The class that holds its code; that of the object if it is no lambda. */
    static Class<?> owner(Serializable code) {
        SerializedLambda lambda = open(code);
        if (lambda == null) {
            return code.getClass();
        }
        try {
            String name = lambda.getCapturingClass().replace('/', '.');
            return Class.forName(name, false, code.getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            return code.getClass();
        }
    }
}
