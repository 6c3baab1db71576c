// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.BrokerUnavailableException;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy that follows a log in the broker: it sends this process's operations to the log, and applies everybody's in the order of the log.
 *
 * <p>Invariants. A log is a chain of queues, the generations, from which nothing is taken. A generation begins with a snapshot, and everyone
 * sends a complete one before anything else: so the first complete one precedes all operations, and the rest are ignored. A seal ends
 * a generation: operations behind it count for nobody, and their senders repeat them in the next. So an operation counts once, at one
 * place, for all.
 *
 * <p>Rejected: a ring queue, whose slow reader would miss operations without knowing; a process that serves the others, whose death takes
 * the state with it.
 */
final class LogReplica<M extends Machine> implements Replica<M> {

    private static final Logger LOG = LoggerFactory.getLogger(LogReplica.class);

    private static final int LEAVING_ATTEMPTS = 3;
    private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final Client client;
    private final LogGenerations log;
    private final Machine.Kind<M> kind;
    private final Runnable applied;

    private final ReentrantLock guard = new ReentrantLock();
    private final Outbox outbox = new Outbox();
    private final Tickets tickets = new Tickets();
    private final List<Runnable> answers = new ArrayList<>();
    private final SnapshotParts parts = new SnapshotParts();
    private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
    private @Nullable M machine;
    private LogLength length = new LogLength(0);
    private boolean sealed;
    private boolean sealSent;
    private volatile @Nullable RuntimeException failure;

    private LogReplica(Client client, String log, Machine.Kind<M> kind, Runnable applied) {
        this.client = client;
        this.log = new LogGenerations(client, log);
        this.kind = kind;
        this.applied = applied;
    }

    /**
     * Opens the object's log, or begins one; blocks until all that was done to the object before is known here. Not for a thread that may be
     * interrupted.
     *
     * @param applied called after operations, on a thread that must not be blocked
     */
    static <M extends Machine> LogReplica<M> open(Client client, String log, Machine.Kind<M> kind, Runnable applied) {
        LogReplica<M> replica = new LogReplica<>(client, log, kind, applied);
        client.add(replica);
        try {
            replica.join();
            return replica;
        } catch (RuntimeException e) {
            replica.fail(e);
            throw e;
        }
    }

    private void join() {
        log.open(this::read);
        if (log.current() == 0) { // whoever made it may have died before it had sent its own
            guard.lock();
            try {
                sendSnapshot(kind.initial());
            } finally {
                guard.unlock();
            }
        }
        try {
            long patience = client.connection().settings().callTimeout().toMillis();
            ready.orTimeout(patience, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw new BrokerUnavailableException("the broker did not hand over the log " + log.name(), e);
        }
        checkFailure();
        sync();
        buryTheDead();
    }

    String log() {
        return log.name();
    }

    @Override
    public long self() {
        return client.id();
    }

    @Override
    public boolean holdsLease() {
        return client.holdsLease();
    }

    @Override
    public boolean isFailed() {
        return failure != null;
    }

    @Override
    public Pending<@Nullable Object> append(WireWriter operation) {
        return add(new Pending<>(operation.toBytes(), false));
    }

    @Override
    public @Nullable Object call(WireWriter operation) {
        return add(new Pending<@Nullable Object>(operation.toBytes(), true)).join();
    }

    private Pending<@Nullable Object> add(Pending<@Nullable Object> operation) {
        client.beforeOperation();
        guard.lock();
        try {
            take(operation);
            return operation;
        } finally {
            guard.unlock();
        }
    }

    // Guarded.
    private void take(Pending<@Nullable Object> operation) {
        checkFailure();
        outbox.add(operation);
        flush();
    }

    @Override
    public Ticket submit(LongFunction<WireWriter> operation) {
        client.beforeOperation();
        guard.lock();
        try {
            Ticket ticket = tickets.next();
            try {
                take(new Pending<>(operation.apply(ticket.number()).toBytes(), false));
            } catch (RuntimeException e) {
                tickets.forget(ticket.number());
                throw e;
            }
            return ticket;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void forget(Ticket ticket) {
        guard.lock();
        try {
            tickets.forget(ticket.number());
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void sync() {
        add(new Pending<>(LogEntry.NOTHING, true)).join();
    }

    @Override
    public <T extends @Nullable Object> T peek(Function<M, T> question) {
        guard.lock();
        try {
            return question.apply(state());
        } finally {
            guard.unlock();
        }
    }

    // Guarded.
    private void flush() {
        try {
            while (!sealed) {
                List<byte[]> batch = outbox.next();
                if (batch.isEmpty()) {
                    return;
                }
                log.send(new LogEntry.Operations(client.id(), batch));
            }
        } catch (MessagingException e) {
            fail(e);
        }
    }

    private int sendSnapshot(M state) {
        WireWriter out = new WireWriter();
        state.write(out);
        byte[] snapshot = out.toBytes();
        log.sendAll(SnapshotParts.split(client.id(), snapshot));
        return snapshot.length;
    }

    private void read(int generation, Delivery delivery) {
        List<Runnable> done;
        boolean gathering;
        guard.lock();
        try {
            if (generation != log.current() || sealed || failure != null) {
                return;
            }
            apply(LogEntry.from(delivery.envelope()), delivery.envelope().body().length);
            flush();
            gathering = outbox.isGathering();
            done = List.copyOf(answers);
        } catch (RuntimeException e) {
            LOG.warn("the log {} cannot be followed", log.name(), e);
            fail(e);
            gathering = false;
            done = List.copyOf(answers); // of what was performed before, and is nowhere else any more
        } finally {
            answers.clear();
            guard.unlock();
        }
        done.forEach(Runnable::run); // not guarded: whom it wakes may ask again at once
        applied.run();
        if (gathering) {
            gather();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the threads that are to ask have just been woken, and go first
    private void gather() {
        long begin = System.nanoTime();
        boolean more;
        do {
            Thread.yield();
            guard.lock();
            try {
                more = outbox.isGathering();
                if (more && System.nanoTime() - begin > GATHERING_NANOS) {
                    outbox.endGathering();
                    flush();
                    more = false;
                }
            } finally {
                guard.unlock();
            }
        } while (more);
    }

    private void apply(LogEntry entry, int bytes) {
        if (entry instanceof LogEntry.Snapshot part) {
            begin(part);
        } else if (entry instanceof LogEntry.Operations all) {
            apply(all);
            length.add(all.operations().size(), bytes);
            sealIfLong(entry);
        } else if (entry instanceof LogEntry.Died died) {
            if (died.client() == died.dead()) {
                state().left(died.dead(), this::signal);
            } else {
                state().died(died.dead(), this::signal);
            }
        } else {
            sealed = true;
            client.later(this::moveOn);
        }
    }

    private M state() {
        M state = machine;
        if (state == null) {
            throw new IllegalStateException("the state of " + log.name() + " is not known here yet");
        }
        return state;
    }

    private void begin(LogEntry.Snapshot part) {
        if (machine == null) {
            byte[] snapshot = parts.add(part);
            if (snapshot != null) {
                length = new LogLength(snapshot.length);
                machine = kind.read(new WireReader(snapshot));
                ready.complete(null);
            }
        }
    }

    private void apply(LogEntry.Operations entry) {
        boolean own = entry.client() == client.id();
        long sentNanos = own ? outbox.cameBack() : 0;
        M state = state();
        for (byte[] operation : entry.operations()) {
            Object result =
                    operation.length == 0 ? null : state.apply(entry.client(), new WireReader(operation), this::signal);
            if (own) {
                answer(outbox.applied(), result);
            }
        }
        if (own) {
            client.renewLease(sentNanos);
        } else if (client.isDead(entry.client())) { // its last words, which came after the news
            log.send(new LogEntry.Died(client.id(), entry.client()));
        }
    }

    private void signal(long whose, long ticket, long code) {
        Pending<Long> signal = whose == client.id() ? tickets.signalled(ticket) : null;
        if (signal != null) {
            answer(signal, code);
        }
    }

    private <T extends @Nullable Object> void answer(Pending<T> pending, @Nullable T result) {
        answers.add(() -> pending.complete(result));
    }

    private void sealIfLong(LogEntry last) {
        if (length.isLong() && !sealSent && last.client() == client.id()) {
            sealSent = true;
            log.send(new LogEntry.Seal(client.id()));
        }
    }

    // The state stands still until then, since the log is sealed; so all processes begin the next generation alike.
    private void moveOn() {
        try {
            log.createNext();
            guard.lock();
            try {
                log.writeNext();
                length = new LogLength(sendSnapshot(state()));
                outbox.again(); // what was under way when the log was sealed came behind the seal
                sealSent = false;
                sealed = false;
                flush();
            } finally {
                guard.unlock();
            }
            log.listen(this::read);
            log.deleteOld();
            peek(state -> List.copyOf(state.clients())).stream() // whose news may have come behind the seal
                    .filter(client::isDead)
                    .forEach(this::mourn);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Reports the end of a process to the log if it held anything here. */
    void mourn(long dead) {
        guard.lock();
        try {
            if (failure == null
                    && machine != null
                    && !sealed
                    && machine.clients().contains(dead)) {
                log.send(new LogEntry.Died(client.id(), dead));
            }
        } catch (MessagingException e) {
            fail(e);
        } finally {
            guard.unlock();
        }
    }

    /** Asks the broker after the processes that hold something here, and reports those that are gone. */
    void buryTheDead() {
        List<Long> others = peek(state -> List.copyOf(state.clients()));
        for (long other : others) {
            if (other != client.id() && !client.isAlive(other)) {
                mourn(other);
            }
        }
    }

    /** Whether some thread of this process waits for another process. */
    boolean hasWaiters() {
        guard.lock();
        try {
            return failure == null && !tickets.isEmpty();
        } finally {
            guard.unlock();
        }
    }

    /** Gives back what this process holds, and ends. */
    void leave() {
        try {
            for (int i = 0; i < LEAVING_ATTEMPTS && holdsSomething(); i++) { // the first one may come behind a seal
                sayGoodbye();
                sync();
            }
        } catch (MessagingException e) {
            LOG.debug("the broker takes back what this process holds", e);
        }
        fail(new BrokerUnavailableException("the shared objects of this process were closed", null));
    }

    private boolean holdsSomething() {
        guard.lock();
        try {
            return failure == null && machine != null && machine.clients().contains(client.id());
        } finally {
            guard.unlock();
        }
    }

    private void sayGoodbye() {
        guard.lock();
        try {
            log.send(new LogEntry.Died(client.id(), client.id()));
        } finally {
            guard.unlock();
        }
    }

    private void checkFailure() {
        RuntimeException cause = failure;
        if (cause != null) {
            throw new BrokerUnavailableException(String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Ends everything that waits here. */
    void fail(RuntimeException cause) {
        guard.lock();
        try {
            if (failure != null) {
                return;
            }
            failure = cause;
            List<Pending<?>> all = new ArrayList<>(outbox.drain());
            all.addAll(tickets.drain());
            all.forEach(pending -> pending.fail(cause));
            ready.complete(null);
        } finally {
            guard.unlock();
        }
        client.remove(this);
        applied.run();
        client.later(log::close);
    }
}
