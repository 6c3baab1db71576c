// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.Serializable;
import java.time.Duration;

/**
 * A proxy of a service on its way to another process. The interface is there as a class, so that it passes the allow-list: a proxy of whatever
 * interface would be a way to have its methods called.
 */
record ServiceReference(ObjectName name, Class<?> type, Duration limit) implements Serializable {

    private Object readResolve() {
        return SharedObjects.current().proxy(name, type, limit);
    }
}
