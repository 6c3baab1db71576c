// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * The shapes of code that other processes run: what lambdas and method references become so that they can travel. They travel by
 * reference: the class that holds their code must be on the class path there. What they capture travels with them, as a copy.
 */
public final class Remote {

    private Remote() {}

    /** Does something. */
    @FunctionalInterface
    public interface Action extends Serializable {
        /** May throw anything: that ends the process with exit code 1. */
        void run() throws Exception;
    }

    /** Does something with one argument. */
    @FunctionalInterface
    public interface Action1<A> extends Serializable {
        /** As {@link Action#run()}. */
        void run(A argument) throws Exception;
    }

    /** Does something with two arguments. */
    @FunctionalInterface
    public interface Action2<A, B> extends Serializable {
        /** As {@link Action#run()}. */
        void run(A first, B second) throws Exception;
    }

    /** A task of a pool without a result. */
    @FunctionalInterface
    public interface Task extends Runnable, Serializable {}

    /** A task of a pool with a result. */
    @FunctionalInterface
    public interface Call<R> extends Callable<R>, Serializable {}

    /** Turns an item into a result. */
    @FunctionalInterface
    public interface Function<T, R> extends Serializable {
        /** May throw anything: it arrives as {@link RemoteTaskException}. */
        R apply(T item) throws Exception;
    }

    /** Turns two values into a result. */
    @FunctionalInterface
    public interface Function2<A, B, R> extends Serializable {
        /** As {@link Function#apply}. */
        R apply(A first, B second) throws Exception;
    }
}
