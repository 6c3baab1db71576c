// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.UnreadableMessageException;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a process and a child of it say to each other; both are of the same version. */
sealed interface Frame {

    /** A child's first word: shows that it was started by whoever it speaks to. */
    record Hello(int ticket, String secret) implements Frame {}

    /** To a child that waits: who it is from now on, what it may read, and what it logs. */
    record Begin(ProcessIdentity self, ProcessIdentity parent, Trust trust, LogLevels log) implements Frame {}

    /** To a child: the code of its life. */
    @SuppressWarnings("ArrayRecordComponent") // opaque bytes
    record Run(byte[] target) implements Frame {}

    /** From a child: what ended its code. */
    record Failed(RemoteFailure failure) implements Frame {}

    /** From a child: where is the broker? */
    record AskBroker() implements Frame {}

    /** To a child: where it is, or why there is none. */
    record Broker(
            @Nullable BrokerEndpoint endpoint, @Nullable String problem) implements Frame {}

    /**
     * To a child: be a pool worker.
     *
     * @param board file of the {@link Board}
     * @param maxMemoryBytes it says when it has more; 0 for no limit
     * @param initializer what to run before, or nothing
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Serve(String board, long maxMemoryBytes, byte[] initializer) implements Frame {}

    /** From a pool worker: it can begin. */
    record Ready() implements Frame {}

    /** To a pool worker: this is the code of that number. */
    @SuppressWarnings("ArrayRecordComponent")
    record Define(int id, byte[] code, Trust trust) implements Frame {}

    /** To a pool worker: there are no more tasks with that code. */
    record Forget(int id) implements Frame {}

    /** To a pool worker: tasks; {@link WorkFrame} writes it. */
    record Work(ByteSource tasks) implements Frame {}

    /** To a pool worker: do not begin this task, or interrupt it. */
    record Cancel(long task) implements Frame {}

    /** To a pool worker: give back what was not begun. */
    record Recall() implements Frame {}

    /** To a pool worker: end when all is done. */
    record End() implements Frame {}

    /** From a pool worker: these tasks it has not begun and will not. */
    record Returned(List<Long> tasks) implements Frame {}

    /** From a pool worker: it has too much memory. */
    record Full() implements Frame {}

    /**
     * From a pool worker: what came of a task; {@link ResultWriter} writes it.
     *
     * @param outBytes how much it had printed on standard output by then; -1 if nothing new
     * @param errBytes the same of standard error
     * @param failure what it threw, or null
     * @param values its results, unless it threw something
     */
    record Result(
            long task,
            long nanos,
            long outBytes,
            long errBytes,
            @Nullable RemoteFailure failure,
            @Nullable ByteSource values)
            implements Frame {
        static final int COMPLETED = 0;
        static final int FAILED = 1;

        /** With the others. */
        static final int PRINTED = 2;

        private static Result read(ByteSource in) {
            long task = in.int64();
            long nanos = in.int64();
            int state = in.int8();
            boolean printed = (state & PRINTED) != 0;
            long out = printed ? in.int64() : -1;
            long err = printed ? in.int64() : -1;
            return (state & FAILED) == 0
                    ? new Result(task, nanos, out, err, null, in)
                    : new Result(task, nanos, out, err, failure(in), null);
        }

        private static RemoteFailure failure(ByteSource in) {
            String className = in.string();
            String message = in.string();
            boolean hasMessage = in.int8() != 0;
            return new RemoteFailure(className, hasMessage ? message : null, in.string());
        }
    }

    /**
     * From a child: it, or a child of its, has logged something.
     *
     * @param level of java.util.logging, as a number
     * @param thrown stack trace, if there is one
     */
    record Log(
            String process,
            String level,
            String logger,
            long epochMillis,
            String message,
            @Nullable String thrown) implements Frame {}

    /** To a child: what it logs from now on. */
    record Levels(LogLevels log) implements Frame {}

    /** From a child: so much it has printed on standard output and error; is that shown? */
    record Printed(long outBytes, long errBytes) implements Frame {}

    /** To a child: so much is shown. */
    record Shown(long outBytes, long errBytes) implements Frame {}

    /** From the host of a pool worker: it has started its process, and hears what is to be done. */
    record Taken(String host, long pid) implements Frame {}

    /** From the host of a pool worker: the task that has been running for a while, or 0. */
    record Running(long task) implements Frame {}

    /** From the host of a pool worker: it has printed whole lines. */
    @SuppressWarnings("ArrayRecordComponent")
    record Output(boolean error, byte[] bytes) implements Frame {}

    /** To the host of a pool worker: so many bytes have been read. */
    record Received(long bytes) implements Frame {}

    /** To the host of a pool worker: end it at once. */
    record Kill() implements Frame {}

    /**
     * From the host of a pool worker: it has ended. Nothing follows.
     *
     * @param status what the JDK says of its end
     * @param lastLines the last it printed
     * @param running the task that it had begun and not ended, or 0
     * @param unsent results that it had not sent
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Ended(int status, List<String> lastLines, long running, byte[] unsent) implements Frame {}

    /** Kinds of frames that are not written by {@link #encode()}. */
    int WORK = 20;

    int RESULT = 21;

    /** The frame as bytes, its kind first. */
    default byte[] encode() {
        WireWriter out = new WireWriter();
        if (this instanceof Hello hello) {
            out.int32(0).int32(hello.ticket).string(hello.secret);
        } else if (this instanceof Begin begin) {
            out.int32(1);
            write(begin.self, out);
            write(begin.parent, out);
            begin.trust.write(out);
            begin.log.write(out);
        } else if (this instanceof Run run) {
            out.int32(2).bytes(run.target);
        } else if (this instanceof Failed failed) {
            out.int32(3)
                    .string(failed.failure.className())
                    .optionalString(failed.failure.message())
                    .string(failed.failure.stackTrace());
        } else if (this instanceof AskBroker) {
            out.int32(4);
        } else if (this instanceof Broker broker) {
            out.int32(5).optionalString(broker.problem);
            BrokerEndpoint endpoint = broker.endpoint;
            if (endpoint != null) {
                out.string(endpoint.uri())
                        .string(endpoint.credentials().user())
                        .string(endpoint.credentials().password());
            }
        } else {
            encodeForPool(out);
        }
        return out.toBytes();
    }

    private void encodeForPool(WireWriter out) {
        if (this instanceof Serve serve) {
            out.int32(6).string(serve.board).int64(serve.maxMemoryBytes).bytes(serve.initializer);
        } else if (this instanceof Ready) {
            out.int32(7);
        } else if (this instanceof Define define) {
            out.int32(8).int32(define.id).bytes(define.code);
            define.trust.write(out);
        } else if (this instanceof Forget forget) {
            out.int32(9).int32(forget.id);
        } else if (this instanceof Cancel cancel) {
            out.int32(10).int64(cancel.task);
        } else if (this instanceof Recall) {
            out.int32(11);
        } else if (this instanceof End) {
            out.int32(12);
        } else if (this instanceof Returned returned) {
            out.int32(13).int32(returned.tasks.size());
            returned.tasks.forEach(out::int64);
        } else if (this instanceof Full) {
            out.int32(14);
        } else if (this instanceof Log log) {
            out.int32(15)
                    .string(log.process)
                    .string(log.level)
                    .string(log.logger)
                    .int64(log.epochMillis)
                    .string(log.message)
                    .optionalString(log.thrown);
        } else if (this instanceof Levels levels) {
            out.int32(16);
            levels.log.write(out);
        } else if (this instanceof Printed printed) {
            out.int32(17).int64(printed.outBytes).int64(printed.errBytes);
        } else if (this instanceof Shown shown) {
            out.int32(18).int64(shown.outBytes).int64(shown.errBytes);
        } else {
            encodeForHost(out);
        }
    }

    private void encodeForHost(WireWriter out) {
        if (this instanceof Taken taken) {
            out.int32(22).string(taken.host).int64(taken.pid);
        } else if (this instanceof Running running) {
            out.int32(23).int64(running.task);
        } else if (this instanceof Output output) {
            out.int32(24).bool(output.error).bytes(output.bytes);
        } else if (this instanceof Received received) {
            out.int32(25).int64(received.bytes);
        } else if (this instanceof Kill) {
            out.int32(26);
        } else if (this instanceof Ended ended) {
            out.int32(27).int32(ended.status).int32(ended.lastLines.size());
            ended.lastLines.forEach(out::string);
            out.int64(ended.running).bytes(ended.unsent);
        } else {
            throw new IllegalStateException("written elsewhere: " + this);
        }
    }

    /** Reads what {@link #encode()} wrote. */
    static Frame decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /** Reads what {@link #encode()} wrote; the values of tasks and results stay in {@code bytes}. */
    static Frame decode(byte[] bytes, int from, int to) {
        ByteSource fast = new ByteSource(bytes, from, to);
        int kind = fast.int32();
        if (kind == WORK) {
            return new Work(fast);
        } else if (kind == RESULT) {
            return Result.read(fast);
        }
        WireReader in = new WireReader(Arrays.copyOfRange(bytes, from + 4, to));
        return switch (kind) {
            case 0 -> new Hello(in.int32(), in.string());
            case 1 -> new Begin(identity(in), identity(in), Trust.read(in), LogLevels.read(in));
            case 2 -> new Run(in.bytes());
            case 3 -> new Failed(new RemoteFailure(in.string(), in.optionalString(), in.string()));
            case 4 -> new AskBroker();
            case 5 -> broker(in);
            case 6 -> new Serve(in.string(), in.int64(), in.bytes());
            case 7 -> new Ready();
            case 8 -> new Define(in.int32(), in.bytes(), Trust.read(in));
            case 9 -> new Forget(in.int32());
            case 10 -> new Cancel(in.int64());
            case 11 -> new Recall();
            case 12 -> new End();
            case 13 -> returned(in);
            case 14 -> new Full();
            case 15 -> new Log(in.string(), in.string(), in.string(), in.int64(), in.string(), in.optionalString());
            case 16 -> new Levels(LogLevels.read(in));
            case 17 -> new Printed(in.int64(), in.int64());
            case 18 -> new Shown(in.int64(), in.int64());
            case 22 -> new Taken(in.string(), in.int64());
            case 23 -> new Running(in.int64());
            case 24 -> new Output(in.bool(), in.bytes());
            case 25 -> new Received(in.int64());
            case 26 -> new Kill();
            case 27 -> ended(in);
            default -> throw new UnreadableMessageException("no frame has the kind " + kind);
        };
    }

    /** The frames that follow each other here, each after its length. */
    static List<Frame> decodeAll(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        ByteSource in = new ByteSource(bytes, 0, bytes.length);
        int at = 0;
        while (in.remaining() > 0) {
            int length = in.block().remaining();
            frames.add(decode(bytes, at + 4, at + 4 + length));
            at += 4 + length;
        }
        return frames;
    }

    private static Returned returned(WireReader in) {
        int size = in.size();
        List<Long> tasks = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            tasks.add(in.int64());
        }
        return new Returned(tasks);
    }

    private static Ended ended(WireReader in) {
        int status = in.int32();
        List<String> lines = new ArrayList<>();
        for (int left = in.size(); left > 0; left--) {
            lines.add(in.string());
        }
        return new Ended(status, List.copyOf(lines), in.int64(), in.bytes());
    }

    private static void write(ProcessIdentity identity, WireWriter out) {
        out.string(identity.name()).int64(identity.pid());
    }

    private static ProcessIdentity identity(WireReader in) {
        return new ProcessIdentity(in.string(), in.int64());
    }

    private static Broker broker(WireReader in) {
        String problem = in.optionalString();
        return problem != null
                ? new Broker(null, problem)
                : new Broker(new BrokerEndpoint(in.string(), new Credentials(in.string(), in.string())), null);
    }
}
