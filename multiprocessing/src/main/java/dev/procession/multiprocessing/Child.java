// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import dev.procession.multiprocessing.shared.SharedObjects;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A process of the user's. */
final class Child implements ChildProcess {

    private final Multiprocessing owner;
    private final Target target;
    private final List<Runnable> handedOver = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile String name;
    private volatile boolean daemon;
    private volatile @Nullable Life life;
    private volatile @Nullable RemoteFailure failure;

    Child(Multiprocessing owner, String name, Target target) {
        this.owner = owner;
        this.name = name;
        this.target = target;
    }

    @Override
    public synchronized ChildProcess named(String newName) {
        checkNotStarted();
        name = newName;
        return this;
    }

    @Override
    public synchronized ChildProcess daemon() {
        checkNotStarted();
        daemon = true;
        return this;
    }

    boolean isDaemon() {
        return daemon;
    }

    private void checkNotStarted() {
        if (life != null) {
            throw new IllegalStateException(name + " was started already");
        }
    }

    private Life started() {
        Life started = life;
        if (started == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return started;
    }

    @Override
    public synchronized ChildProcess start() {
        checkNotStarted();
        byte[] packed = SharedObjects.handingOver(
                handedOver::add, () -> owner.courier().pack(target.code(), target, "the target of " + name));
        StartMethod.Order order = new StartMethod.Order(name, daemon, packed, owner.logLevels());
        Life started = owner.startMethod().start(order, thrown -> failure = thrown);
        life = started;
        owner.started(this);
        CompletableFuture<?> unused = started.end().thenAccept(this::ended);
        return this;
    }

    private void ended(int exitCode) {
        owner.ended(this);
        ended.complete(exitCode);
        handedOver.forEach(Runnable::run);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long pid() {
        return started().pid();
    }

    @Override
    public boolean isAlive() {
        Life started = life;
        return started != null && started.isAlive();
    }

    @Override
    public void join() throws InterruptedException {
        started();
        try {
            ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it is never completed so
        }
    }

    @Override
    public boolean join(Duration atMost) throws InterruptedException {
        started();
        try {
            ended.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // it is never completed so
        }
    }

    @Override
    public OptionalInt exitCode() {
        Integer code = ended.getNow(null);
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    @Override
    public Optional<RemoteTaskException> failure() {
        RemoteFailure thrown = failure;
        return thrown == null ? Optional.empty() : Optional.of(new RemoteTaskException(name, thrown));
    }

    @Override
    public CompletableFuture<Integer> onExit() {
        return ended.copy(); // so that a cancel or complete of the user's concerns nobody else
    }

    @Override
    public void terminate() {
        started().terminate();
    }

    @Override
    public void kill() {
        started().kill();
    }

    /** Ends it as soon as it can be. */
    void abort() {
        started().abort();
    }

    @Override
    public void close() {
        if (isAlive()) {
            throw new IllegalStateException(name + " is alive; join it, or terminate it, before it is closed");
        }
    }
}
