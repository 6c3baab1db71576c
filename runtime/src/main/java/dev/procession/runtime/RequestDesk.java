// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.runtime.CoordinatorRequest.Reply;
import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.SubmissionStore.Arrival;
import dev.procession.runtime.repository.ViewJson;
import dev.procession.runtime.repository.WorkerView;
import jakarta.batch.operations.JobStartException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** What a coordinator does when other commands ask for something; questions and orders come by separate queues. */
final class RequestDesk {

    /** Well below the time that who asks waits for an answer; who hears of more asks again. */
    private static final Duration PURGE_LIMIT = Duration.ofSeconds(5);

    private final Coordinator coordinator;
    private final Database database;

    RequestDesk(Coordinator coordinator, Database database) {
        this.coordinator = coordinator;
        this.database = database;
    }

    /** For those who may only look. */
    Reply answer(CoordinatorRequest request) {
        return switch (request.verb()) {
            case EXECUTIONS -> {
                String before = request.parameters().get(CoordinatorRequest.BEFORE);
                yield Reply.done(ViewJson.write(database.queries()
                        .executions(
                                (int) request.argument(), before == null ? Long.MAX_VALUE : Long.parseLong(before))));
            }
            case EXECUTION ->
                Reply.done(ViewJson.write(database.queries()
                        .execution(request.argument())
                        .orElseThrow(() -> new NoSuchJobExecutionException("no execution " + request.argument()))));
            case WORKERS ->
                Reply.done(ViewJson.write(coordinator.roster().workers().stream()
                        .map(WorkerView::of)
                        .toList()));
            case SUBMISSION -> submission(request.parameters().getOrDefault(CoordinatorRequest.SUBMISSION_ID, ""));
            case STOP, ABANDON, RESTART, PURGE -> throw new CoordinatorException("an order came as a question", null);
        };
    }

    private Reply submission(String id) {
        Arrival arrival = database.submissions()
                .find(id)
                .orElseThrow(() -> new NoSuchJobExecutionException("no submission " + id));
        if (arrival.refusal() != null) {
            throw new JobStartException(arrival.refusal());
        }
        return Reply.done(arrival.executionId() == null ? "" : Long.toString(arrival.executionId()));
    }

    /** For those who may change something. */
    Reply obey(CoordinatorRequest request) {
        return switch (request.verb()) {
            case STOP -> {
                Optional<String> other = database.ownership().otherOwner(request.argument());
                if (other.isPresent()) {
                    yield new Reply(Reply.ELSEWHERE, other.get());
                }
                coordinator.stop(request.argument());
                yield Reply.done("");
            }
            case ABANDON -> {
                coordinator.abandon(request.argument());
                yield Reply.done("");
            }
            case RESTART -> {
                Properties parameters = new Properties();
                parameters.putAll(request.parameters());
                yield Reply.done(Long.toString(coordinator.restartForOthers(request.argument(), parameters)));
            }
            case PURGE -> {
                Purge.Purged purged = coordinator.purge(PurgeRule.from(request.parameters()), PURGE_LIMIT);
                yield Reply.done(purged.executions() + (purged.more() ? " and more" : ""));
            }
            case EXECUTIONS, EXECUTION, WORKERS, SUBMISSION -> answer(request);
        };
    }
}
