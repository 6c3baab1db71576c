// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.logging.Level;
import picocli.CommandLine;

/** The program behind {@code bin/procession}. */
public final class CommandProcess {

    private CommandProcess() {}

    /** Runs one command; see {@code procession --help}. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        Screen screen = new Screen(writer(FileDescriptor.out), writer(FileDescriptor.err), columns());
        Program program =
                new Program(screen, System.getProperty("procession.command.name", "procession"), System.getenv());
        Logging.toScreen(screen, Level.WARNING, "MainProcess");
        try {
            return commands(program, arguments).execute(arguments);
        } catch (Error e) {
            screen.error("procession: " + e + "; " + TraceFile.write(e, HomeFiles.defaultHome(program.environment())));
            return ExitCode.INFRASTRUCTURE.number();
        }
    }

    /** A worker's class path has nothing of what the other commands need, so that they must not even be loaded. */
    private static CommandLine commands(Program program, String[] arguments) {
        return arguments.length > 0 && arguments[0].equals("worker")
                ? WorkerOnlyCommand.commandLine(program)
                : RootCommand.commandLine(program);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), false, charset());
    }

    private static Charset charset() {
        String name = System.getProperty("sun.jnu.encoding", "");
        return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    /** Of the terminal that the launcher found on standard output; 0 if there is none. */
    private static int columns() {
        return Integer.getInteger("procession.command.columns", 0);
    }
}
