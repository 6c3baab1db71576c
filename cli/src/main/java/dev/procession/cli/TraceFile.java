// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps the stack trace of a failure that nobody foresaw. */
final class TraceFile {

    private TraceFile() {}

    /** Writes it under the logs of the state directory, or where that cannot be, among the temporary files; says where. */
    static String write(Throwable failure, Path home) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        try {
            Path logs = home.resolve("logs");
            return "the stack trace is in " + (Files.isWritable(logs) ? write(logs, trace) : writeTemporary(trace));
        } catch (IOException e) {
            return "the stack trace could not be written (" + e + "):\n" + trace;
        }
    }

    private static Path write(Path folder, StringWriter trace) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "error-", ".log"), trace.toString());
    }

    private static Path writeTemporary(StringWriter trace) throws IOException {
        return Files.writeString(Files.createTempFile("procession-error-", ".log"), trace.toString());
    }
}
