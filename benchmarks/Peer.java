// SPDX-License-Identifier: Apache-2.0
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedCounter;
import dev.procession.multiprocessing.shared.SharedLock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.function.LongSupplier;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;

/** The shared objects of one library, as one process sees them. */
interface Peer {

    /** What one has at a time. */
    record Guard(Runnable lock, Runnable unlock) {
        static Guard of(Lock lock) {
            return new Guard(lock::lock, lock::unlock);
        }
    }

    Guard lock();

    /** The one that is given in the order of asking, if there is one. */
    Guard fairLock();

    /** Adds one, and says how many it are. */
    LongSupplier counter();

    BlockingQueue<byte[]> queue();

    ConcurrentMap<String, byte[]> map();

    /** The one of this process. */
    static Peer of(String name) {
        return switch (name) {
            case "Redisson" -> OfRedisson.ONE;
            case "Hazelcast" -> OfHazelcast.ONE;
            default -> OfProcession.ONE;
        };
    }

    /** A client of the server that benchmarks/compare has started. */
    record OfRedisson(RedissonClient client) implements Peer {
        static final Peer ONE = open();

        private static Peer open() {
            org.redisson.config.Config config = new org.redisson.config.Config();
            config.useSingleServer().setAddress("redis://127.0.0.1:7379");
            return new OfRedisson(Redisson.create(config));
        }

        @Override
        public Guard lock() {
            return Guard.of(client.getLock("lock"));
        }

        @Override
        public Guard fairLock() {
            return Guard.of(client.getFairLock("fair"));
        }

        @Override
        public LongSupplier counter() {
            return client.getAtomicLong("counter")::incrementAndGet;
        }

        @Override
        public BlockingQueue<byte[]> queue() {
            return client.getBlockingQueue("queue", ByteArrayCodec.INSTANCE);
        }

        @Override
        public ConcurrentMap<String, byte[]> map() {
            return client.getMap("map");
        }
    }

    /** One of two members, each with a copy of what the other has, as it is unless set otherwise. Without the licence that its CP subsystem needs. */
    record OfHazelcast(HazelcastInstance member) implements Peer {
        static final Peer ONE = open();

        private static Peer open() {
            Config config = new Config().setClusterName("benchmark");
            config.setProperty("hazelcast.logging.type", "none");
            config.setProperty("hazelcast.phone.home.enabled", "false");
            NetworkConfig network = config.getNetworkConfig().setPort(7380).setPortCount(2);
            network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
            JoinConfig join = network.getJoin();
            join.getAutoDetectionConfig().setEnabled(false);
            join.getMulticastConfig().setEnabled(false);
            join.getTcpIpConfig().setEnabled(true).addMember("127.0.0.1:7380").addMember("127.0.0.1:7381");
            return new OfHazelcast(Hazelcast.newHazelcastInstance(config));
        }

        @Override
        public Guard lock() {
            IMap<String, byte[]> locks = member.getMap("locks");
            return new Guard(() -> locks.lock("lock"), () -> locks.unlock("lock"));
        }

        @Override
        public Guard fairLock() {
            return lock();
        }

        @Override
        public LongSupplier counter() {
            IMap<String, Long> numbers = member.getMap("numbers");
            EntryProcessor<String, Long, Long> one = entry -> {
                long next = entry.getValue() == null ? 1 : entry.getValue() + 1;
                entry.setValue(next);
                return next;
            };
            return () -> numbers.executeOnKey("counter", one);
        }

        @Override
        public BlockingQueue<byte[]> queue() {
            return member.getQueue("queue");
        }

        @Override
        public ConcurrentMap<String, byte[]> map() {
            return member.getMap("map");
        }
    }

    /** The objects of the pool that runs the benchmark; its parent has the broker. */
    record OfProcession(Multiprocessing mp) implements Peer {
        static final Peer ONE = new OfProcession(Multiprocessing.current());

        @Override
        public Guard lock() {
            SharedLock lock = mp.lock("lock");
            return Guard.of(lock);
        }

        @Override
        public Guard fairLock() {
            return lock();
        }

        @Override
        public LongSupplier counter() {
            SharedCounter counter = mp.counter("counter");
            return () -> counter.addAndGet(1);
        }

        @Override
        public BlockingQueue<byte[]> queue() {
            return mp.queue("queue");
        }

        @Override
        public ConcurrentMap<String, byte[]> map() {
            return mp.map("map");
        }
    }
}
