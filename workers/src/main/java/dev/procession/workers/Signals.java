// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process does on signals of the operating system.
 *
 * <p>A shutdown hook would not do: while hooks run, logging is being closed, other hooks run too, and one cannot tell a signal from
 * a {@code System.exit} in user code, which must not wait for anything. The class is reached by reflection since compilers warn
 * about it, though the JDK supports it (module {@code jdk.unsupported}).
 */
public final class Signals {

    private Signals() {}

    /** Runs {@code action} on a thread of its own whenever the signal comes, instead of ending the JVM. */
    public static void on(String signal, Runnable action) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object handler =
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                yield null;
                            }
                            case "equals" -> proxy == args[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> "handler of SIG" + signal;
                        };
                    });
            Class<?> signalType = Class.forName("sun.misc.Signal");
            signalType
                    .getMethod("handle", signalType, type)
                    .invoke(null, signalType.getConstructor(String.class).newInstance(signal), handler);
        } catch (InvocationTargetException e) {
            log().debug(
                            "this JVM does not let us handle SIG{}",
                            signal,
                            e); // started with -Xrs, or no such signal here
        } catch (ReflectiveOperationException e) {
            log().warn("this JVM has no signal handling; SIG{} ends it at once", signal, e);
        }
    }

    /** Made when it is needed: a process that only starts does without the logging of all its libraries. */
    private static Logger log() {
        return LoggerFactory.getLogger(Signals.class);
    }

    /** Lets the signal do nothing. */
    public static void ignore(String signal) {
        on(signal, () -> {});
    }
}
