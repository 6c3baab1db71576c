// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The interface of a service: its methods, as the caller has them, and by their signatures. */
final class ServiceInterface {

    private final Class<?> type;
    private final Map<Method, ServiceMethod> methods = new HashMap<>();
    private final Map<String, ServiceMethod> bySignature = new HashMap<>();

    private ServiceInterface(Class<?> type) {
        this.type = type;
    }

    /** Reads it; throws an IllegalArgumentException if it is a class. */
    static ServiceInterface of(Class<?> type) {
        if (!type.isInterface() || type.isAnnotation()) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be the interface of a service: it is no interface");
        }
        ServiceInterface read = new ServiceInterface(type);
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                read.add(ServiceMethod.of(method, type));
            }
        }
        return read;
    }

    private void add(ServiceMethod method) {
        method.method().setAccessible(true); // of an interface that is not public
        methods.put(method.method(), method);
        // Of a method that is inherited with another result, the one that says more.
        bySignature.merge(
                method.signature(),
                method,
                (one, other) -> one.method()
                                .getReturnType()
                                .isAssignableFrom(other.method().getReturnType())
                        ? other
                        : one);
    }

    Class<?> type() {
        return type;
    }

    /** The method that a caller called. */
    ServiceMethod method(Method called) {
        ServiceMethod method = methods.get(called);
        if (method == null) {
            throw new IllegalArgumentException(called + " is no method of " + type.getName());
        }
        return method;
    }

    @Nullable
    ServiceMethod method(String signature) {
        return bySignature.get(signature);
    }
}
