// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.RemoteFailure;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The implementation of a service, called by messages. */
record ServiceTarget(
        SharedObjects objects, ValueCodec codec, ObjectName name, ServiceInterface type, Object implementation) {

    private static final long PID = ProcessHandle.current().pid();

    /** Runs a call to its end, however that is. */
    ServiceMessages.Answer answer(Envelope message) {
        try {
            return objects.resolving(() -> result(message));
        } catch (Failure e) {
            return failed(e.getCause());
        } catch (Throwable e) { // what cannot be read or sent, and Errors of user code
            return failed(e);
        }
    }

    static ServiceMessages.Answer failed(@Nullable Throwable failure) {
        return new ServiceMessages.Answer(
                PID, null, RemoteFailure.of(failure == null ? new NullPointerException() : failure));
    }

    private ServiceMessages.Answer result(Envelope message) {
        ServiceMessages.Call call = ServiceMessages.call(message);
        ServiceMethod method = type.method(call.signature());
        if (method == null) {
            throw new NoSuchMethodError(type.type().getName() + " has no method " + call.signature()
                    + " in the process that serves " + name + "; have the same version of it in both");
        }
        List<byte[]> bytes = call.arguments();
        @Nullable Object[] arguments = new Object[bytes.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = codec.fromBytes(bytes.get(i), name);
        }
        return new ServiceMessages.Answer(PID, codec.toBytes(invoke(method, arguments), name), null);
    }

    /** What the implementation threw, of whatever kind. */
    private static final class Failure extends RuntimeException {
        Failure(@Nullable Throwable cause) {
            super(cause);
        }
    }

    private @Nullable Object invoke(ServiceMethod method, @Nullable Object[] arguments) {
        try {
            Object result = method.method().invoke(implementation, arguments);
            return method.isAsync() ? awaited(result) : result;
        } catch (InvocationTargetException | ExecutionException e) {
            throw new Failure(e.getCause());
        } catch (InterruptedException | IllegalAccessException e) {
            throw new Failure(e);
        }
    }

    private static @Nullable Object awaited(@Nullable Object result) throws InterruptedException, ExecutionException {
        if (result instanceof CompletionStage<?> stage) {
            return stage.toCompletableFuture().get();
        }
        return result instanceof Future<?> future ? future.get() : null;
    }
}
