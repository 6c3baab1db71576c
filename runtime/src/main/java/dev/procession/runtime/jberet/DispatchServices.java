// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.runtime.repository.AttemptStore;

/**
 * What dispatching partitions needs of the coordinator.
 *
 * @param repositoryId id of the job repository, part of every key on the broker
 * @param broker the broker
 * @param attempts the record of who ran what
 * @param exits the ends of the workers that this coordinator started
 * @param rows the rows of partitions
 * @param serializer reads what workers send of the user's objects
 * @param outputShown waits until what partitions printed before they ended was shown
 * @param defaults for steps that say nothing
 */
public record DispatchServices(
        String repositoryId,
        BrokerLink broker,
        AttemptStore attempts,
        WorkerExits exits,
        PartitionRows rows,
        ObjectSerializer serializer,
        Runnable outputShown,
        PartitionDefaults defaults) {}
