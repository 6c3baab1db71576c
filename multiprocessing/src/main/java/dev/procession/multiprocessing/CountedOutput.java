// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Counts what this process prints, so that its parent can show all of it before it shows what came of it: output and results take
 * different ways.
 */
final class CountedOutput {

    private final Counter out;
    private final Counter err;

    private CountedOutput(Counter out, Counter err) {
        this.out = out;
        this.err = err;
    }

    /** Of a process that prints where its parent does. */
    static CountedOutput none() {
        Counter nothing = new Counter(OutputStream.nullOutputStream());
        return new CountedOutput(nothing, nothing);
    }

    /** From now on standard output and error are counted. */
    static CountedOutput install() {
        Counter out = new Counter(new FileOutputStream(FileDescriptor.out));
        Counter err = new Counter(new FileOutputStream(FileDescriptor.err));
        ThisProcess.print(stream(out, "stdout.encoding"), stream(err, "stderr.encoding"));
        return new CountedOutput(out, err);
    }

    private static PrintStream stream(OutputStream to, String encoding) {
        return new PrintStream(to, true, charset(System.getProperty(encoding, "")));
    }

    private static Charset charset(String name) {
        return !name.isEmpty() && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    long out() {
        return out.count;
    }

    long err() {
        return err.count;
    }

    /** Not buffered: what user code printed is out, also when it is killed next. */
    private static final class Counter extends FilterOutputStream {
        private volatile long count;

        Counter(OutputStream out) {
            super(out);
        }

        @Override
        public synchronized void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
