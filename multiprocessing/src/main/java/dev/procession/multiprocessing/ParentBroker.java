// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.BrokerEndpoint;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The broker that the parent knows: asked for when it is first needed. */
final class ParentBroker implements BrokerSource {

    private final Link link;
    private final CompletableFuture<BrokerEndpoint> endpoint = new CompletableFuture<>();
    private boolean asked;

    ParentBroker(Link link) {
        this.link = link;
    }

    @Override
    public BrokerEndpoint forThisProcess() {
        ask();
        try {
            return endpoint.join(); // the parent answers, or this process ends with it
        } catch (CompletionException e) {
            throw new MultiprocessingException("no shared objects: the parent process has no broker", e);
        }
    }

    @Override
    public BrokerEndpoint forChildren() {
        return forThisProcess();
    }

    private synchronized void ask() {
        if (!asked) {
            asked = true;
            try {
                link.send(new Frame.AskBroker());
            } catch (IOException e) {
                throw new MultiprocessingException("the process that started this one is gone", e);
            }
        }
    }

    void answered(Frame.Broker answer) {
        if (answer.endpoint() != null) {
            endpoint.complete(answer.endpoint());
        } else {
            endpoint.completeExceptionally(
                    new MultiprocessingException("the parent process has no broker: " + answer.problem(), null));
        }
    }

    @Override
    public void close() {}
}
