// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A lambda or method reference without what it captures. A lambda that is made anew for each task has the same shape each time: the
 * shape is sent once, and then only what differs.
 *
 * @param capturing the class that holds its code, and knows how to make it: so whoever reads a shape checks whether it is trusted
 */
record LambdaShape(
        Class<?> capturing,
        String interfaceClass,
        String interfaceMethod,
        String interfaceSignature,
        int kind,
        String implClass,
        String implMethod,
        String implSignature,
        String instantiatedType)
        implements Serializable {

    static LambdaShape of(SerializedLambda lambda, Class<?> capturing) {
        return new LambdaShape(
                capturing,
                lambda.getFunctionalInterfaceClass(),
                lambda.getFunctionalInterfaceMethodName(),
                lambda.getFunctionalInterfaceMethodSignature(),
                lambda.getImplMethodKind(),
                lambda.getImplClass(),
                lambda.getImplMethodName(),
                lambda.getImplMethodSignature(),
                lambda.getInstantiatedMethodType());
    }

    static @Nullable Object[] captured(SerializedLambda lambda) {
        @Nullable Object[] values = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = lambda.getCapturedArg(i);
        }
        return values;
    }

    /** Makes one that captures these values. */
    Object bind(@Nullable Object[] captured) throws Exception {
        SerializedLambda lambda = new SerializedLambda(
                capturing,
                interfaceClass,
                interfaceMethod,
                interfaceSignature,
                kind,
                implClass,
                implMethod,
                implSignature,
                instantiatedType,
                captured);
        try {
            return maker().invoke(null, lambda);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What the compiler adds to each class with serialisable lambdas. */
    private Method maker() throws NoSuchMethodException {
        Method maker = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
        maker.setAccessible(true);
        return maker;
    }
}
