// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.Serializable;

/** What every proxy of a service is besides its own interface: serialised, it travels as a name. Public since a proxy has to see it. */
public interface ServiceStub extends Serializable {

    /** What is serialised in its place. */
    Object writeReplace();
}
