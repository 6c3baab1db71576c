// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Makes what is called on a service's interface a call of the processes that serve it. */
final class ServiceProxy implements InvocationHandler {

    /** On which results are read, and on which goes on what follows upon a future. */
    private static final Executor THREADS = Executors.newCachedThreadPool(work -> {
        // Of no process that is a thread, although one of them may have been the first to call something.
        Thread thread = new Thread(ServiceThread.GROUP, work, "service-answers", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    private final SharedObjects objects;
    private final Services services;
    private final ObjectName name;
    private final ServiceInterface type;
    private final Duration limit;

    private ServiceProxy(
            SharedObjects objects, Services services, ObjectName name, ServiceInterface type, Duration limit) {
        this.objects = objects;
        this.services = services;
        this.name = name;
        this.type = type;
        this.limit = limit;
    }

    static Object create(SharedObjects objects, Services services, ObjectName name, Class<?> type, Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a call cannot be answered within " + limit);
        }
        ClassLoader ofType = type.getClassLoader();
        return Proxy.newProxyInstance(
                ofType == null ? ServiceStub.class.getClassLoader() : ofType,
                new Class<?>[] {type, ServiceStub.class},
                new ServiceProxy(objects, services, name, ServiceInterface.of(type), limit));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method called, @Nullable Object @Nullable [] arguments)
            throws InterruptedException {
        if (called.getDeclaringClass() == Object.class) {
            return ofObject(called, arguments);
        } else if (called.getDeclaringClass() == ServiceStub.class) {
            return new ServiceReference(name, type.type(), limit);
        }
        ServiceMethod method = type.method(called);
        List<Runnable> handedOver = new ArrayList<>();
        List<byte[]> bytes = SharedObjects.handingOver(handedOver::add, () -> toBytes(arguments));
        ServiceCalls calls = services.calls();
        ServiceCall call = calls.send(name, method, bytes, limit, handedOver);
        return method.isAsync() ? future(calls, call) : await(calls, call);
    }

    private Object ofObject(Method called, @Nullable Object @Nullable [] arguments) {
        return switch (called.getName()) {
            case "equals" -> arguments != null && isEqual(arguments[0]);
            case "hashCode" -> name.hashCode();
            default -> name.toString();
        };
    }

    private boolean isEqual(@Nullable Object other) {
        return other instanceof ServiceStub
                && Proxy.getInvocationHandler(other) instanceof ServiceProxy proxy
                && proxy.services == services
                && proxy.name.equals(name)
                && proxy.type.type() == type.type();
    }

    private List<byte[]> toBytes(@Nullable Object @Nullable [] arguments) {
        List<byte[]> bytes = new ArrayList<>();
        if (arguments != null) {
            for (Object argument : arguments) {
                bytes.add(services.codec().toBytes(argument, name));
            }
        }
        return bytes;
    }

    private @Nullable Object await(ServiceCalls calls, ServiceCall call) throws InterruptedException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result(call, call.outcome.get());
                } catch (InterruptedException e) {
                    if (call.method.isInterruptible()) {
                        calls.abandon(call);
                        throw e;
                    }
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e); // an outcome is never an exception
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private CompletableFuture<@Nullable Object> future(ServiceCalls calls, ServiceCall call) {
        CompletableFuture<@Nullable Object> result =
                call.outcome.thenApplyAsync(outcome -> result(call, outcome), THREADS);
        var unused = result.whenComplete((value, failure) -> {
            if (failure instanceof CancellationException) {
                calls.abandon(call);
            }
        });
        return result;
    }

    private @Nullable Object result(ServiceCall call, ServiceCall.Outcome outcome) {
        ServiceMessages.Answer answer = call.answer(outcome);
        if (answer.failure() != null) {
            throw new ServiceFailedException(name.toString(), answer.pid(), answer.failure());
        }
        byte[] bytes = answer.result();
        return bytes == null ? null : objects.resolving(() -> services.codec().fromBytes(bytes, name));
    }
}
