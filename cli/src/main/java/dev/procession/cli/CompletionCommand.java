// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code procession completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints a script that completes this command's words in a shell.",
            "For bash: source <(procession completion bash)",
            "For zsh: the same, after autoload -Uz compinit && compinit"
        })
final class CompletionCommand implements Callable<Integer> {

    private enum ShellName {
        bash,
        zsh
    }

    private final Program program;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    // Both shells read the same script; the word says which one the reader means.
    @Parameters(paramLabel = "SHELL", arity = "0..1", defaultValue = "bash", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings({"unused", "UnusedVariable"})
    private ShellName shell = ShellName.bash;

    CompletionCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        program.screen().print(AutoComplete.bash("procession", spec.root().commandLine()));
        return ExitCode.COMPLETED.number();
    }
}
