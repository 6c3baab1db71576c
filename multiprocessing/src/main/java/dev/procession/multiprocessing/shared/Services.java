// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What this process has to do with services: its calls, and what it serves. */
final class Services {

    private final Supplier<Participant> participants;
    private final ValueCodec codec;
    private final Set<ServiceHost> hosts = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ServiceCalls calls;

    Services(Supplier<Participant> participants, ValueCodec codec) {
        this.participants = participants;
        this.codec = codec;
    }

    ValueCodec codec() {
        return codec;
    }

    /** The calls of the participant of now. */
    ServiceCalls calls() {
        ServiceCalls open = calls;
        return open != null && !open.isEnded() ? open : open();
    }

    private synchronized ServiceCalls open() {
        ServiceCalls open = calls;
        if (open == null || open.isEnded()) {
            open = participants.get().calls();
            calls = open;
        }
        return open;
    }

    ServiceRegistration serve(
            SharedObjects objects, ObjectName name, ServiceInterface type, Object implementation, int threads) {
        ServiceTarget target = new ServiceTarget(objects, codec, name, type, implementation);
        participants.get().prepareCalls(name); // so that who cannot serve learns it here
        ServiceHost host = new ServiceHost(participants, target, threads, hosts::remove);
        hosts.add(host);
        host.begin();
        return host;
    }

    /** What is served in this scope no longer is. */
    void leave(SharedScope scope) {
        hosts.stream().filter(host -> host.name().isIn(scope)).forEach(ServiceHost::end);
    }

    void abandon() {
        hosts.forEach(ServiceHost::abandon);
    }

    void close() {
        hosts.forEach(ServiceHost::end);
    }
}
