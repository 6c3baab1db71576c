// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool worker in a process of another machine, where a {@link PoolHost} passes on what is said.
 *
 * <p>All that becomes of it comes through one queue, in order: what the worker says, its end, and that its host is lost. When the connection is lost, nothing more
 * comes, which is an end too.
 */
final class HostedWorkplace implements Workplace {

    private static final Logger LOG = LoggerFactory.getLogger(HostedWorkplace.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** So much is read before the host hears of it, which waits when much more is not. */
    private static final int CONFIRM_BYTES = 256 * 1024;

    private final String name;
    private final Hosts hosts;
    private final List<Frame> first;
    private final String id = UUID.randomUUID().toString();
    private final FrameStream stream = new FrameStream();
    private final CountDownLatch killed = new CountDownLatch(1);
    private final CompletableFuture<WorkerExit> exit = new CompletableFuture<>();
    private long readBytes;
    private long confirmedBytes;
    private volatile long running;
    private volatile Frame.@Nullable Ended end;
    private volatile Frame.@Nullable Taken taken; // set under the lock; read without, since the hosts ask with theirs

    // All below guarded.
    private @Nullable BrokerConnection connection;
    private @Nullable BrokerLine line;

    /**
     * A worker that looks for a place when it is opened.
     *
     * @param first what it hears when it has begun
     */
    HostedWorkplace(String name, Hosts hosts, List<Frame> first) {
        this.name = name;
        this.hosts = hosts;
        this.first = first;
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    @Override
    public void open(Listener listener) {
        Threads.start("procession-" + name, () -> live(listener));
    }

    private void live(Listener listener) {
        try {
            Hosts.Meeting meeting = meet();
            if (meeting != null) {
                converse(meeting, listener);
            }
        } catch (MessagingException | IOException e) {
            LOG.debug("{} is lost", name, e);
        } catch (RuntimeException e) {
            LOG.warn("{} is given up", name, e);
        }
        leave();
        WorkerExit how = howItEnded();
        exit.complete(how);
        listener.ended(how);
    }

    /** Waits until there is a connection; null if nobody wants it any more. */
    private Hosts.@Nullable Meeting meet() {
        boolean told = false;
        while (!isKilled()) {
            try {
                return hosts.meet();
            } catch (MessagingException e) {
                if (!told) {
                    told = true;
                    LOG.warn("{} waits for a broker: {}", name, e.getMessage());
                }
                awaitKill();
            }
        }
        return null;
    }

    private boolean isKilled() {
        return killed.getCount() == 0;
    }

    private void awaitKill() {
        try {
            boolean unused = killed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debug("nobody has this thread to interrupt it", e);
        }
    }

    private void converse(Hosts.Meeting meeting, Listener listener) throws IOException {
        BrokerConnection used = meeting.connection();
        String queue = PlaceQueues.ofPool(id);
        try (BrokerSession sender = used.autoCommitSession();
                BrokerSession receiver = used.autoCommitSession()) {
            receiver.createTemporaryQueue(queue);
            try (DeliveryConsumer consumer = receiver.consumer(queue, null, PlaceQueues.WINDOW_BYTES)) {
                if (ask(sender, meeting)) {
                    hear(consumer, listener);
                }
            }
        } finally {
            delete(queue, used);
        }
    }

    /** Which tells the host that nobody listens. */
    private void delete(String queue, BrokerConnection used) {
        try (BrokerSession session = used.autoCommitSession()) {
            session.deleteQueue(queue);
        } catch (MessagingException e) {
            LOG.debug("the queue of {} ends with the connection", name, e);
        }
    }

    private boolean ask(BrokerSession sender, Hosts.Meeting meeting) {
        synchronized (this) {
            if (isKilled()) {
                return false;
            }
            connection = meeting.connection();
            line = new BrokerLine(sender, PlaceQueues.ofHost(id), Long.MAX_VALUE);
        }
        try (BrokerSession asking = meeting.connection().session()) {
            asking.send(PlaceQueues.REQUESTS, PlaceQueues.request(id, meeting.client()));
            asking.commit(); // so that it is there if it is to be withdrawn
        }
        hosts.asked(this);
        if (isKilled()) {
            withdraw(); // before there was anything to withdraw
        }
        return true;
    }

    private void hear(DeliveryConsumer consumer, Listener listener) throws IOException {
        for (Delivery next = consumer.receive(); next != null; next = consumer.receive()) {
            next.acknowledge();
            if (PlaceQueues.isGone(next.envelope())) {
                return;
            }
            byte[] bytes = PlaceQueues.bytes(next.envelope());
            stream.add(bytes, (frames, from, to) -> hear(Frame.decode(frames, from, to), listener));
            if (end != null) {
                return;
            }
            listener.paused();
            confirm(bytes.length);
        }
    }

    private void confirm(int bytes) throws IOException {
        readBytes += bytes;
        if (readBytes - confirmedBytes >= CONFIRM_BYTES) {
            confirmedBytes = readBytes;
            line().sendAtOnce(new Frame.Received(readBytes));
        }
    }

    private void hear(Frame frame, Listener listener) {
        if (frame instanceof Frame.Taken place) {
            begin(place);
        } else if (frame instanceof Frame.Running task) {
            running = task.task();
        } else if (frame instanceof Frame.Output output) {
            print(output);
        } else if (frame instanceof Frame.Log log) {
            java.util.logging.Logger.getLogger(log.logger()).log(new ProcessLogRecord(log));
        } else if (frame instanceof Frame.Printed printed) {
            ThisProcess.awaitShown();
            tell(new Frame.Shown(printed.outBytes(), printed.errBytes()));
        } else if (frame instanceof Frame.Ended last) {
            end = last;
        } else {
            if (frame instanceof Frame.Result result && result.task() == running) {
                running = 0; // sooner than the host says so
            }
            listener.heard(frame);
        }
    }

    private void begin(Frame.Taken place) {
        boolean unwanted;
        synchronized (this) {
            taken = place;
            unwanted = isKilled();
        }
        hosts.found(this);
        if (unwanted) {
            tell(new Frame.Kill());
        } else {
            first.forEach(this::tell);
            hosts.changes().ifPresent(this::tell);
        }
    }

    private static void print(Frame.Output output) {
        PrintStream to = output.error() ? ThisProcess.err() : ThisProcess.out();
        to.write(output.bytes(), 0, output.bytes().length); // one call: the stream lets nobody in between
        to.flush();
    }

    /** Says it, if there is anybody to hear it. */
    void tell(Frame frame) {
        try {
            line().sendAtOnce(frame);
        } catch (IOException e) {
            LOG.debug("{} does not hear {}", name, frame, e);
        }
    }

    /** Behind all that it said before it was lost. */
    void hostLost() {
        sayGone();
    }

    private void sayGone() {
        BrokerConnection used;
        synchronized (this) {
            used = connection;
        }
        if (used == null) {
            return;
        }
        try (BrokerSession session = used.autoCommitSession()) {
            session.send(PlaceQueues.ofPool(id), PlaceQueues.gone());
        } catch (MessagingException e) {
            LOG.debug("the connection of {} is lost as well", name, e);
        }
    }

    private void leave() {
        hosts.forget(this);
        synchronized (this) {
            if (line != null) {
                line.close();
            }
            connection = null;
        }
    }

    private WorkerExit howItEnded() {
        Frame.Taken place = taken;
        WorkerIdentity who =
                new WorkerIdentity(name, place == null ? "none" : place.host(), place == null ? 0 : place.pid());
        Frame.Ended seen = end;
        return seen == null ? WorkerExit.ofLost(who) : WorkerExit.of(who, seen.status(), false, seen.lastLines());
    }

    @Override
    public void ready() {}

    @Override
    public long pid() {
        Frame.Taken place = taken;
        return place == null ? 0 : place.pid();
    }

    @Override
    public void send(ByteSink frames) throws IOException {
        line().send(frames);
    }

    @Override
    public void send(Frame frame) throws IOException {
        if (frame instanceof Frame.End && isAwaited()) {
            kill();
        } else {
            line().send(frame);
        }
    }

    private synchronized BrokerLine line() throws IOException {
        if (taken == null || line == null) {
            throw new IOException(name + " has no place yet");
        }
        return line;
    }

    @Override
    public long running() {
        return running;
    }

    /** Nobody knows if its host has not told. */
    @Override
    public boolean mayHaveBegun(long task) {
        Frame.Ended seen = end;
        return seen == null || seen.running() == task;
    }

    @Override
    public boolean isAwaited() {
        return taken == null;
    }

    @Override
    public byte[] unsent() {
        Frame.Ended seen = end;
        return seen == null ? new byte[0] : seen.unsent();
    }

    @Override
    public void awaitOutput(long outBytes, long errBytes) {} // it came before, through the same queue

    @Override
    public void kill() {
        boolean awaited;
        synchronized (this) {
            if (isKilled()) {
                return;
            }
            killed.countDown();
            awaited = taken == null;
        }
        if (awaited) {
            Threads.start("procession-withdraw", this::withdraw);
        } else {
            tell(new Frame.Kill());
        }
    }

    /** Takes the request out of its queue again; if it is not there, a host has it, and hears of it when it answers. */
    private void withdraw() {
        BrokerConnection used;
        synchronized (this) {
            used = connection;
        }
        if (used == null) {
            return;
        }
        try (BrokerSession session = used.session()) {
            Delivery own = session.consumer(PlaceQueues.REQUESTS, PlaceQueues.thePlace(id), 0)
                    .tryReceive();
            if (own != null) {
                own.acknowledge();
                session.commit();
                sayGone();
            }
        } catch (MessagingException e) {
            LOG.debug("the request of {} is gone with the connection", name, e);
        }
    }

    @Override
    public CompletableFuture<WorkerExit> exit() {
        return exit;
    }
}
