// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.RemoteFailure;
import jakarta.batch.operations.BatchRuntimeException;
import java.io.PrintStream;
import java.io.PrintWriter;

/**
 * Stands for an exception that cannot be kept as an object, since a class in it is not trusted or not serialisable. Prints as that one did;
 * JBeret would leave its message and lose its class and its causes.
 */
public final class UnkeptException extends BatchRuntimeException {

    private final String className;
    private final String printed;

    UnkeptException(Throwable original) {
        super(original.getMessage());
        setStackTrace(original.getStackTrace());
        RemoteFailure text = RemoteFailure.of(original);
        className = text.className();
        printed = text.stackTrace();
    }

    /** An exception as text, also where only its stand-in is left. */
    static RemoteFailure textOf(Throwable exception) {
        return exception instanceof UnkeptException unkept
                ? new RemoteFailure(unkept.className, unkept.getMessage(), unkept.printed)
                : RemoteFailure.of(exception);
    }

    @SuppressWarnings("OverrideThrowableToString") // it speaks for the exception that could not be kept
    @Override
    public String toString() {
        return textOf(this).summary();
    }

    @Override
    public void printStackTrace(PrintStream out) {
        out.print(printed);
    }

    @Override
    public void printStackTrace(PrintWriter out) {
        out.print(printed);
    }
}
