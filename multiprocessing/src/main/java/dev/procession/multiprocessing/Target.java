// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;

/** The code of a process's life, with its arguments. */
sealed interface Target extends Serializable {

    /** Whose code it is, for error messages and trust. */
    Serializable code();

    void run() throws Exception;

    /** Code without arguments. */
    record Plain(Remote.Action code) implements Target {
        @Override
        public void run() throws Exception {
            code.run();
        }
    }

    /** Code with one argument. */
    @SuppressWarnings("serial") // whether the argument is serialisable is found out when it is sent
    record Unary<A>(Remote.Action1<A> code, A argument) implements Target {
        @Override
        public void run() throws Exception {
            code.run(argument);
        }
    }

    /** Code with two arguments. */
    @SuppressWarnings("serial")
    record Binary<A, B>(Remote.Action2<A, B> code, A first, B second) implements Target {
        @Override
        public void run() throws Exception {
            code.run(first, second);
        }
    }

    /** A class that is made there, with the constructor that takes the arguments. */
    @SuppressWarnings("serial")
    record Named(Class<? extends Runnable> code, List<?> arguments) implements Target {
        @Override
        public void run() throws Exception {
            Object[] values = arguments.toArray();
            for (Constructor<?> constructor : code.getDeclaredConstructors()) {
                if (takes(constructor, values)) {
                    constructor.setAccessible(true);
                    make(constructor, values).run();
                    return;
                }
            }
            throw new IllegalArgumentException(
                    code.getName() + " has no constructor that takes " + Arrays.toString(values));
        }

        private static boolean takes(Constructor<?> constructor, Object[] values) {
            Class<?>[] types = constructor.getParameterTypes();
            if (types.length != values.length) {
                return false;
            }
            for (int i = 0; i < types.length; i++) {
                if (!boxed(types[i]).isInstance(values[i])) {
                    return false;
                }
            }
            return true;
        }

        private static Class<?> boxed(Class<?> type) {
            return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
        }

        private static Runnable make(Constructor<?> constructor, Object[] values) throws Exception {
            try {
                return (Runnable) constructor.newInstance(values);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }
}
