// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.runtime.RemoteCoordinator;
import dev.procession.runtime.repository.WorkerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code procession drain}. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lets workers end in order: they take no more partitions, let running ones go to their next checkpoint and hand them back to"
                    + " others. No attempt is charged.",
            "A worker that a coordinator started is replaced by a new one."
        })
final class DrainCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Program program;

    @Mixin
    private final HomeOption home = new HomeOption();

    @Parameters(
            paramLabel = "WORKER",
            arity = "0..*",
            description =
                    "Name of a worker, as 'procession workers' shows it. Where several have the same name: NAME@HOST or"
                            + " NAME@HOST:PID.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All workers that are connected now.")
    private boolean all;

    @Option(names = "--wait", description = "Wait until they have ended.")
    private boolean wait;

    DrainCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (all != names.isEmpty()) {
            throw new UsageException("say which workers to drain: their names, or --all");
        }
        try (RemoteCoordinator coordinator = RemoteCoordinator.open(home.settings())
                .orElseThrow(() -> new UsageException("no coordinator runs on the state directory "
                        + home.directory()
                        + ", which would know of workers; Ctrl-C or SIGTERM drains a worker, too"))) {
            List<WorkerView> connected = coordinator.workers();
            Set<WorkerView> chosen = new LinkedHashSet<>(connected);
            if (!all) {
                chosen.clear();
                names.forEach(name -> chosen.add(find(name, connected)));
            }
            for (WorkerView worker : chosen) {
                coordinator.drain(worker);
                program.screen().print("Worker " + worker.id() + " was told to end.");
            }
            if (chosen.isEmpty()) {
                program.screen().print("No workers are connected.");
            } else if (wait) {
                awaitEnd(chosen, coordinator);
            }
        }
        return ExitCode.COMPLETED.number();
    }

    private static WorkerView find(String name, List<WorkerView> connected) {
        List<WorkerView> found = connected.stream()
                .filter(worker -> List.of(worker.worker(), worker.worker() + "@" + worker.host(), worker.id())
                        .contains(name))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new UsageException("no worker '" + name + "' is connected; "
                    + (connected.isEmpty() ? "none is" : "there are " + ids(connected)));
        }
        throw new UsageException("several workers are called '" + name + "': " + ids(found));
    }

    private static String ids(List<WorkerView> workers) {
        return workers.stream().map(WorkerView::id).collect(Collectors.joining(", "));
    }

    /** Others of the same names may come meanwhile. */
    private static void awaitEnd(Set<WorkerView> chosen, RemoteCoordinator coordinator) throws InterruptedException {
        Set<String> left = chosen.stream().map(WorkerView::id).collect(Collectors.toSet());
        boolean unused = Looking.until(LOOK, () -> {
            left.retainAll(coordinator.workers().stream().map(WorkerView::id).toList());
            return left.isEmpty() ? Optional.of(true) : Optional.empty();
        });
    }
}
