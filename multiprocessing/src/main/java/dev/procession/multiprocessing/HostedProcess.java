// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import dev.procession.workers.spi.WorkerExit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool worker on this host, for a pool elsewhere: what the pool says goes to the process, what the process says and prints to the pool. What only this machine can know it
 * tells the pool besides: what has been running for a while, and in the end what the {@link Board} says.
 *
 * <pre>
 *   thread of the place  reads from the pool
 *   relay                reads from the process
 *   out, err             read what it prints
 *   timer                looks at the board, and after the pool
 * </pre>
 */
final class HostedProcess {

    private static final Logger LOG = LoggerFactory.getLogger(HostedProcess.class);

    /** As often as a pool looks itself; less often while nothing runs. */
    private static final Duration LOOK = Duration.ofMillis(10);

    private static final Duration LOOK_AT_REST = Duration.ofMillis(100);
    private static final Duration LOOK_AFTER_POOL = Duration.ofSeconds(1);

    private static final long WINDOW_BYTES = 4 * 1024 * 1024;
    private static final int ENOUGH_BYTES = 32 * 1024;
    private static final int MAX_REUSED_BYTES = 1024 * 1024;
    private static final int LENGTH_BYTES = 4;
    private static final int SIGNALLED = 128;
    private static final int FAILED = 1;

    private final PoolHost host;
    private final BrokerConnection connection;
    private final String place;
    private final FrameStream stream = new FrameStream();
    private ByteSink said = new ByteSink(2 * ENOUGH_BYTES);
    private volatile @Nullable ChildJvm jvm;
    private volatile @Nullable BrokerLine line;
    private volatile @Nullable Board board;
    private volatile @Nullable Path boardFile;
    private volatile boolean over;
    private long seenRunning;
    private long toldRunning;

    HostedProcess(PoolHost host, BrokerConnection connection, String place) {
        this.host = host;
        this.connection = connection;
        this.place = place;
    }

    /** From the first word to the last; blocks until the process has ended. */
    void run() {
        String queue = PlaceQueues.ofHost(place);
        try (BrokerSession sender = connection.autoCommitSession();
                BrokerSession receiver = connection.autoCommitSession();
                BrokerSession asking = connection.autoCommitSession()) {
            if (!asking.queueExists(PlaceQueues.ofPool(place))) {
                return; // who asked is gone
            }
            asking.createTemporaryQueue(queue);
            BrokerLine opened = new BrokerLine(sender, PlaceQueues.ofPool(place), WINDOW_BYTES);
            line = opened;
            DeliveryConsumer consumer = receiver.consumer(queue, null, PlaceQueues.WINDOW_BYTES);
            serve(opened, consumer, receiver, asking);
            receiver.close();
            synchronized (asking) {
                asking.deleteQueue(queue);
            }
        }
    }

    private void serve(BrokerLine opened, DeliveryConsumer consumer, BrokerSession receiver, BrokerSession asking) {
        ChildJvm started;
        try {
            started = host.startProcess();
        } catch (MultiprocessingException | IllegalStateException e) {
            LOG.warn("host {} cannot start a process for a pool", host.name(), e);
            tell(new Frame.Ended(FAILED, List.of(String.valueOf(e.getMessage())), 0, new byte[0]));
            return;
        }
        jvm = started;
        started.printTo(printer(opened, false), printer(opened, true));
        tell(new Frame.Taken(host.name(), started.pid()));
        if (host.isEnding()) {
            retire(); // who said so before did not find the process
        }
        Thread relay = Threads.start("procession-relay-" + started.pid(), () -> relay(started, receiver));
        try {
            look();
            lookAfterPool(asking, receiver);
            obey(consumer, started);
        } finally {
            over = true;
            started.kill(); // nothing if it has ended
            opened.close();
            join(relay);
            forgetFile();
        }
    }

    private static void join(Thread relay) {
        try {
            relay.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PrintStream printer(BrokerLine to, boolean error) {
        return new PrintStream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                to.send(new Frame.Output(error, Arrays.copyOfRange(bytes, offset, offset + length)));
            }
        });
    }

    /** Does what the pool says until the process has ended, the pool is gone or the connection is lost. */
    private void obey(DeliveryConsumer consumer, ChildJvm started) {
        for (Delivery next = consumer.receive(); next != null; next = consumer.receive()) {
            next.acknowledge();
            stream.add(PlaceQueues.bytes(next.envelope()), (bytes, from, to) -> obey(bytes, from, to, started));
        }
    }

    private void obey(byte[] bytes, int from, int to, ChildJvm started) {
        Frame frame = Frame.decode(bytes, from, to);
        if (frame instanceof Frame.Kill) {
            started.kill();
        } else if (frame instanceof Frame.Received received) {
            BrokerLine opened = line;
            if (opened != null) {
                opened.confirm(received.bytes());
            }
        } else {
            pass(frame, bytes, from, to, started);
        }
    }

    private void pass(Frame frame, byte[] bytes, int from, int to, ChildJvm started) {
        try {
            Link link = started.link().join();
            if (frame instanceof Frame.Begin begin) {
                ProcessIdentity self = new ProcessIdentity(begin.self().name(), started.pid());
                link.send(new Frame.Begin(self, begin.parent(), PoolHost.trust(), begin.log()));
            } else if (frame instanceof Frame.Serve serve) {
                link.send(new Frame.Serve(openBoard(), serve.maxMemoryBytes(), serve.initializer()));
            } else if (frame instanceof Frame.Define define) {
                link.send(new Frame.Define(define.id(), define.code(), PoolHost.trust()));
            } else {
                link.send(bytes, from - LENGTH_BYTES, to);
            }
        } catch (IOException | CompletionException | CancellationException e) {
            LOG.debug("process {} has ended", started.pid(), e); // which the relay sees
        }
    }

    private String openBoard() {
        Path file = Board.createFile();
        boardFile = file;
        board = Board.map(file);
        return file.toString();
    }

    private void forgetFile() {
        Path file = boardFile;
        boardFile = null;
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.debug("a temporary file: the system clears it away", e);
            }
        }
    }

    /** Passes on what the process says, and how it ended. */
    private void relay(ChildJvm started, BrokerSession receiver) {
        try (Link link = started.link().join()) {
            for (byte[] next = link.receiveBytes(); next != null; next = link.receiveBytes()) {
                hear(next, started, link);
                if (!link.hasRead() || said.length() > ENOUGH_BYTES) {
                    flush();
                }
            }
        } catch (IOException | MessagingException | CompletionException | CancellationException e) {
            LOG.debug("process {} says nothing any more", started.pid(), e);
        }
        tellEnd(started);
        receiver.close();
    }

    private void hear(byte[] bytes, ChildJvm started, Link link) throws IOException {
        Frame frame = Frame.decode(bytes);
        if (frame instanceof Frame.AskBroker) {
            link.send(new Frame.Broker(host.broker(), null));
            return;
        }
        if (frame instanceof Frame.Ready) {
            forgetFile(); // both sides have mapped it
        } else if (frame instanceof Frame.Result result && result.outBytes() >= 0) {
            started.awaitOutput(result.outBytes(), result.errBytes());
        } else if (frame instanceof Frame.Printed printed) {
            started.awaitOutput(printed.outBytes(), printed.errBytes());
        }
        said.bytes(bytes);
    }

    private void flush() throws IOException {
        BrokerLine opened = line;
        if (opened != null && said.length() > 0) {
            opened.send(said);
            said.truncate(0);
            if (said.array().length > MAX_REUSED_BYTES) {
                said = new ByteSink(2 * ENOUGH_BYTES);
            }
        }
    }

    private void tellEnd(ChildJvm started) {
        WorkerExit exit = started.exit().join();
        Integer signal = exit.signal();
        Integer code = exit.exitCode();
        int status = signal != null ? SIGNALLED + signal : code == null ? FAILED : code;
        Board last = board;
        over = true; // the pool leaves when it has heard it
        try {
            flush();
        } catch (IOException e) {
            LOG.debug("the pool is gone", e);
        }
        tell(new Frame.Ended(
                status,
                exit.lastLogLines(),
                last == null ? 0 : last.running(),
                last == null ? new byte[0] : last.results()));
    }

    private void tell(Frame frame) {
        BrokerLine opened = line;
        try {
            if (opened != null) {
                opened.sendAtOnce(frame);
            }
        } catch (IOException e) {
            LOG.debug("the pool is gone", e);
        }
    }

    /** The pool gives it nothing more; what it has, it may end. */
    void retire() {
        tell(new Frame.Full());
    }

    void kill() {
        ChildJvm started = jvm;
        if (started != null) {
            started.kill();
        }
    }

    /** Tells the pool what has been running for a while. What ends between two looks is not worth a message. */
    private void look() {
        Board known = board;
        long now = known == null ? 0 : known.running();
        long steady = now == seenRunning ? now : 0;
        seenRunning = now;
        if (steady != toldRunning) {
            toldRunning = steady;
            tell(new Frame.Running(steady));
        }
        again(this::look, now == 0 ? LOOK_AT_REST : LOOK);
    }

    private void lookAfterPool(BrokerSession asking, BrokerSession receiver) {
        boolean there;
        try {
            synchronized (asking) {
                there = over || asking.queueExists(PlaceQueues.ofPool(place));
            }
        } catch (MessagingException e) {
            there = over; // closed then; otherwise the connection is lost
        }
        if (there) {
            again(() -> lookAfterPool(asking, receiver), LOOK_AFTER_POOL);
        } else {
            LOG.info("the program whose pool process {} worked for is gone, or out of reach", pid());
            over = true;
            kill();
            receiver.close();
        }
    }

    private long pid() {
        ChildJvm started = jvm;
        return started == null ? 0 : started.pid();
    }

    private void again(Runnable what, Duration later) {
        if (!over) {
            try {
                var unused = host.timer().schedule(what, later.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("this host has ended", e);
            }
        }
    }
}
