// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of one worker: daemons, named after it, with the context class loader of whoever started it. */
final class WorkerThreads implements ThreadFactory {

    private final String prefix;
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final AtomicInteger count = new AtomicInteger();

    WorkerThreads(String prefix) {
        this.prefix = prefix;
    }

    Thread start(String name, Runnable body) {
        Thread thread = make(prefix + "-" + name, body);
        thread.start();
        return thread;
    }

    ScheduledExecutorService timer() {
        return Executors.newSingleThreadScheduledExecutor(body -> make(prefix + "-timer", body));
    }

    @Override
    public Thread newThread(Runnable body) {
        return make(prefix + "-" + count.incrementAndGet(), body);
    }

    private Thread make(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        return thread;
    }
}
