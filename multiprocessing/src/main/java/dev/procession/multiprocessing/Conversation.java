// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.MessagingException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the parent says to a child and hears from it, from the first word until the child is gone. */
final class Conversation {

    private final ChildJvm child;
    private final Link link;
    private final BrokerSource broker;
    private final Consumer<Frame> listener;
    private final Runnable pause;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    private Conversation(ChildJvm child, Link link, BrokerSource broker, Consumer<Frame> listener, Runnable pause) {
        this.child = child;
        this.link = link;
        this.broker = broker;
        this.listener = listener;
        this.pause = pause;
    }

    /**
     * Says {@code first} as soon as the child listens, and hands what it says to {@code listener}, on one thread, and
     * calls {@code pause} there when there is nothing more to hear for now.
     *
     * @return completed when the child has said its last word, also if it ended without one
     */
    static CompletableFuture<@Nullable Void> begin(
            ChildJvm child, List<Frame> first, BrokerSource broker, Consumer<Frame> listener, Runnable pause) {
        return child.link()
                .thenCompose(link -> {
                    Conversation conversation = new Conversation(child, link, broker, listener, pause);
                    Threads.start("procession-" + child.pid(), () -> conversation.run(first));
                    return conversation.ended;
                })
                .exceptionally(neverListened -> null);
    }

    private void run(List<Frame> first) {
        try (link) {
            for (Frame frame : first) {
                link.send(frame);
            }
            for (Frame frame = link.receiveBriefly(); frame != null; frame = link.receiveBriefly()) {
                if (frame instanceof Frame.AskBroker) {
                    // Starting one takes its time, and the child may have more to say.
                    Threads.start("procession-broker", this::tellBroker);
                } else if (frame instanceof Frame.Printed printed) {
                    show(printed);
                } else if (frame instanceof Frame.Log log) {
                    ProcessLogRecord record = new ProcessLogRecord(log);
                    Logger.getLogger(log.logger()).log(record);
                } else {
                    listener.accept(frame);
                }
                if (!link.hasRead()) {
                    pause.run();
                }
            }
        } catch (IOException e) {
            // the child is gone
        } finally {
            ended.complete(null);
        }
    }

    /** All the way to the terminal, if this process is somebody's child too. */
    private void show(Frame.Printed printed) throws IOException {
        child.awaitOutput(printed.outBytes(), printed.errBytes());
        ThisProcess.awaitShown();
        link.send(new Frame.Shown(printed.outBytes(), printed.errBytes()));
    }

    private void tellBroker() {
        try {
            link.send(answer());
        } catch (IOException e) {
            // the child is gone
        }
    }

    private Frame.Broker answer() {
        try {
            return new Frame.Broker(broker.forChildren(), null);
        } catch (MessagingException | MultiprocessingException | IllegalStateException e) {
            return new Frame.Broker(null, String.valueOf(e.getMessage()));
        }
    }
}
