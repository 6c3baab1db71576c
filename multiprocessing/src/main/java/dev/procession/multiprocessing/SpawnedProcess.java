// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import dev.procession.workers.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The program of a JVM that was started by a {@link Multiprocessing}: waits until it is told who it is and what to run. When whoever
 * started it is gone, it halts.
 *
 * <p>Exit codes: what user code gives {@link System#exit}, 1 if user code threw something, {@value #ORPHANED} without a parent.
 */
final class SpawnedProcess {

    /** Not to be mistaken for an exit code of user code: the parent is gone. */
    static final int ORPHANED = 72;

    private static final Logger LOG = Logger.getLogger("dev.procession.multiprocessing");

    private SpawnedProcess() {}

    /** Reads port, ticket, secret and whether to wait from standard input, and takes its orders from that port. */
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String port = in.readLine();
        String ticket = in.readLine();
        String secret = in.readLine();
        boolean toWait = Boolean.parseBoolean(in.readLine());
        System.setIn(InputStream.nullInputStream());
        if (port == null || ticket == null || secret == null) {
            System.exit(ORPHANED);
            return;
        }
        Signals.ignore("INT"); // Ctrl-C reaches all processes of a terminal, but it is not for us to obey
        Signals.ignore("HUP");
        Link link = new Link(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
        link.send(new Frame.Hello(Integer.parseInt(ticket), secret));
        ParentLog.install(link);
        Courier courier = new Courier(Trust.ofThisJvm());
        ParentBroker broker = new ParentBroker(link);
        Multiprocessing.inherit(broker, courier);
        CountedOutput output = CountedOutput.install();
        ShownOutput shown = new ShownOutput(link, output);
        ThisProcess.showBy(shown);
        if (toWait) {
            Rehearsal.ofChild(link::hasArrived);
        }
        obey(link, courier, broker, output, shown);
    }

    private static void obey(Link link, Courier courier, ParentBroker broker, CountedOutput output, ShownOutput shown)
            throws IOException {
        Frame first = receive(link);
        Frame second = first == null ? null : receive(link);
        if (!(first instanceof Frame.Begin begin)) {
            System.exit(ORPHANED);
            return;
        }
        ThisProcess.become(begin.self(), begin.parent());
        begin.log().apply();
        courier.trust(begin.trust());
        if (second instanceof Frame.Run run) {
            Threads.start("procession-parent", () -> listen(link, broker, shown, frame -> {}));
            log(begin, "begins");
            live(link, courier, run.target());
            log(begin, "ends with exit code 0");
        } else if (second instanceof Frame.Serve serve) {
            PoolService service =
                    new PoolService(link, courier, Board.map(Path.of(serve.board())), serve.maxMemoryBytes(), output);
            Threads.start("procession-parent", () -> listen(link, broker, shown, service::hear));
            log(begin, "begins to work for its pool");
            serve(link, courier, serve, service);
        } else {
            System.exit(ORPHANED);
        }
    }

    /** The next order. Levels may be changed at any time. */
    private static @Nullable Frame receive(Link link) throws IOException {
        Frame frame = link.receive();
        while (frame instanceof Frame.Levels levels) {
            levels.log().apply();
            frame = link.receive();
        }
        return frame;
    }

    /** Hears what the parent says. */
    private interface Hearing {
        void hear(Frame frame) throws IOException;
    }

    private static void listen(Link link, ParentBroker broker, ShownOutput output, Hearing others) {
        try {
            for (Frame frame = link.receive(); frame != null; frame = link.receive()) {
                if (frame instanceof Frame.Broker answer) {
                    broker.answered(answer);
                } else if (frame instanceof Frame.Levels levels) {
                    levels.log().apply();
                } else if (frame instanceof Frame.Shown shown) {
                    output.shown(shown);
                } else {
                    others.hear(frame);
                }
            }
        } catch (IOException e) {
            // the same as its end
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    private static void log(Frame.Begin begin, String event) {
        if (begin.log().lifecycle()) {
            LOG.log(Level.INFO, "process {0} {1}", new Object[] {
                String.valueOf(begin.self().pid()), event
            });
        }
    }

    /** Returns when the code did: threads that it left and that are no daemons keep the process alive, as in any Java program. */
    private static void live(Link link, Courier courier, byte[] packed) throws IOException {
        String what = "the target of " + ThisProcess.self().name();
        try {
            Target target = (Target) courier.fromBytes(packed, what);
            if (target != null) {
                target.run();
            }
            Multiprocessing.closeInherited();
        } catch (Throwable e) { // an Error ends the process too
            System.err.println("Process " + ThisProcess.self().name() + ":");
            e.printStackTrace(System.err);
            link.send(new Frame.Failed(RemoteFailure.of(e)));
            System.exit(1);
        }
    }

    private static void serve(Link link, Courier courier, Frame.Serve serve, PoolService service) throws IOException {
        try {
            if (serve.initializer().length > 0
                    && courier.fromBytes(serve.initializer(), "the initializer of the pool")
                            instanceof Runnable initializer) {
                initializer.run();
            }
        } catch (Throwable e) { // an Error too is the pool's to know
            link.send(new Frame.Failed(RemoteFailure.of(e)));
            System.exit(1);
        }
        service.run();
        Multiprocessing.closeInherited();
        System.exit(0); // user code may have left threads that are no daemons
    }
}
