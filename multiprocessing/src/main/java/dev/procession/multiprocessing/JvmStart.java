// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.RemoteFailure;
import dev.procession.multiprocessing.shared.SharedObjects;
import dev.procession.multiprocessing.shared.SharedScope;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Processes are JVMs, and share by way of a broker. */
final class JvmStart implements StartMethod {

    private final BrokerSource broker;
    private final Courier courier;
    private final Gate gate = Gate.open();
    private final Nursery nursery;
    private volatile @Nullable Hosts hosts;
    private final Set<ChildJvm> jvms = ConcurrentHashMap.newKeySet();

    JvmStart(MultiprocessingSettings settings, BrokerSource broker, Courier courier) {
        this.broker = broker;
        this.courier = courier;
        this.nursery = new Nursery(settings, gate);
    }

    @Override
    public void prepare() {
        nursery.fill();
    }

    @Override
    public void rest() {
        nursery.rest();
    }

    @Override
    public Life start(Order order, Consumer<RemoteFailure> failed) {
        ChildJvm jvm = takeJvm();
        List<Frame> first = List.of(begin(jvm, order.name(), order.log()), new Frame.Run(order.target()));
        CompletableFuture<Integer> end = Conversation.begin(
                        jvm,
                        first,
                        broker,
                        frame -> {
                            if (frame instanceof Frame.Failed failure) {
                                failed.accept(failure.failure());
                            }
                        },
                        () -> {})
                .thenCombine(jvm.exit(), (silence, exit) -> ChildJvm.exitCode(exit));
        return new JvmLife(jvm, end);
    }

    @Override
    public Workplace startWorker(String name, PoolSettings settings, byte[] initializer, LogLevels log) {
        if (settings.hosted()) {
            Frame begin = new Frame.Begin(new ProcessIdentity(name, 0), ThisProcess.self(), courier.trust(), log);
            Frame serve = new Frame.Serve("", settings.memoryPerWorkerBytes(), initializer);
            return new HostedWorkplace(name, hosts(), List.of(begin, serve));
        }
        synchronized (this) {
            ChildJvm jvm = takeJvm();
            return LocalWorkplace.of(jvm, broker, begin(jvm, name, log), settings.memoryPerWorkerBytes(), initializer);
        }
    }

    private synchronized Hosts hosts() {
        if (hosts == null) {
            hosts = Hosts.open(broker.forHosts());
        }
        return hosts;
    }

    private Frame begin(ChildJvm jvm, String name, LogLevels log) {
        return new Frame.Begin(new ProcessIdentity(name, jvm.pid()), ThisProcess.self(), courier.trust(), log);
    }

    private synchronized ChildJvm takeJvm() {
        ChildJvm jvm = nursery.take();
        jvms.add(jvm);
        CompletableFuture<?> unused = jvm.exit().thenRun(() -> jvms.remove(jvm));
        return jvm;
    }

    @Override
    public SharedObjects openShared() {
        SharedObjects shared = SharedObjects.open(
                broker.forThisProcess(), ConnectionSettings.defaults(), courier::serializer, SharedScope.GLOBAL);
        shared.beforeOperations(ThisProcess::awaitShown);
        return shared;
    }

    @Override
    public void changed(LogLevels log) {
        Frame change = new Frame.Levels(log);
        jvms.forEach(jvm -> jvm.tell(change));
        Hosts known = hosts;
        if (known != null) {
            known.tell(change);
        }
    }

    @Override
    public void close() {
        synchronized (this) { // so that whoever has taken a JVM has it among those below
            nursery.close();
        }
        Hosts known = hosts;
        if (known != null) {
            known.close();
        }
        List<ChildJvm> left = List.copyOf(jvms); // of pools: they were killed, but for one that was just being started
        left.forEach(ChildJvm::kill);
        left.forEach(jvm -> jvm.exit().join());
        gate.close();
        broker.close();
    }
}
