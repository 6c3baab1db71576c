// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.Serializable;

/**
 * A shared object on its way to another process, where it becomes that process's own.
 *
 * @param detail what the object was made with: permits, parties, length or the like
 */
record SharedReference(ObjectName name, long detail) implements Serializable {

    private Object readResolve() {
        return SharedObjects.current().resolve(name, detail);
    }
}
