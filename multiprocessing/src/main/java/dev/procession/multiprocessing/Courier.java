// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.ObjectSerializer;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns code, arguments and results into bytes and back. Whatever class it reads passes the allow-list, to which it adds where the
 * code comes from that it was given to send: who sends a lambda of a jar trusts that jar.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
final class Courier {

    private record State(Trust trust, ObjectSerializer serializer) {
        static State of(Trust trust) {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return new State(
                    trust,
                    ObjectSerializer.of(loader == null ? Courier.class.getClassLoader() : loader, trust.classes()));
        }
    }

    private volatile State state;
    private final Set<Class<?>> trustedCode = ConcurrentHashMap.newKeySet();

    Courier(Trust trust) {
        state = State.of(trust);
    }

    Trust trust() {
        return state.trust;
    }

    /** From now on the classes of what {@code trust} names may be read. */
    void trust(Trust trust) {
        if (!trust.isSame(state.trust)) {
            state = State.of(trust);
        }
    }

    /**
     * Code to be run elsewhere, with the objects that it captures or is given.
     *
     * @param code whose source is trusted from now on
     * @param whole what is sent, which holds the code
     */
    byte[] pack(Serializable code, Object whole, String what) {
        if (trustedCode.add(code.getClass()) || code instanceof Class<?>) {
            trustSource(code instanceof Class<?> type ? type : Lambdas.owner(code));
        }
        return toBytes(whole, what);
    }

    private synchronized void trustSource(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || !"file".equals(source.getLocation().getProtocol())) {
            return;
        }
        String path = Path.of(URI.create(source.getLocation().toString())).toString();
        if (!state.trust.paths().contains(path)) {
            state = State.of(state.trust.and(path));
        }
    }

    /** Of now: it trusts more when more code was sent. */
    ObjectSerializer serializer() {
        return state.serializer;
    }

    byte[] toBytes(Object object, String what) {
        byte[] bytes = state.serializer.toBytes(object, what);
        return bytes == null ? new byte[0] : bytes; // not null: the object is not
    }

    @Nullable
    Object fromBytes(byte[] bytes, String what) {
        return state.serializer.fromBytes(bytes, what);
    }
}
