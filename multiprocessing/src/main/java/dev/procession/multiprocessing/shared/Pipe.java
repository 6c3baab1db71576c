// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.Serializable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Two ends, for two processes: what is sent into one is received at the other. A pipe of one way is received from at the first end, and sent to
 * at the second.
 *
 * <p>An end belongs to one process at a time: to the one that asked for it here, or to which its {@link Connection} was handed over. A pipe ends when
 * both ends are closed; its name then means a new one.
 */
public final class Pipe<T extends @Nullable Object> implements Serializable {

    private final transient ObjectName name;
    private final transient boolean oneWay;
    private final transient IntFunction<Connection<T>> ends;

    Pipe(ObjectName name, boolean oneWay, IntFunction<Connection<T>> ends) {
        this.name = name;
        this.oneWay = oneWay;
        this.ends = ends;
    }

    /**
     * The first end, which is this process's from now on.
     *
     * @throws IllegalStateException if it is another process's, or was closed
     */
    public Connection<T> first() {
        return ends.apply(0);
    }

    /**
     * The second end, which is this process's from now on.
     *
     * @throws IllegalStateException if it is another process's, or was closed
     */
    public Connection<T> second() {
        return ends.apply(1);
    }

    private Object writeReplace() {
        return new SharedReference(name, oneWay ? 1 : 0);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
