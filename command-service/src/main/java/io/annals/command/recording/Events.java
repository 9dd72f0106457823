package io.annals.command.recording;

import io.annals.events.Event;
import io.annals.events.Json;
import io.annals.events.Kind;
import io.annals.events.Timeline;

import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import java.sql.PreparedStatement;
import java.util.List;
import java.util.stream.Stream;

import javax.sql.DataSource;

/**
 * Axon by hand: its JDBC engine on our table, our stored names, no locks, threads or calls home of
 * its own.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class Events {

    private static final String REVISION = "1";
    private static final EventSchema SCHEMA =
            EventSchema.builder()
                    .eventTable("event")
                    .globalIndexColumn("global_index")
                    .eventIdentifierColumn("event_id")
                    .aggregateIdentifierColumn("subject")
                    .sequenceNumberColumn("sequence")
                    .typeColumn("aggregate")
                    .timestampColumn("stored_at")
                    .payloadTypeColumn("type")
                    .payloadRevisionColumn("revision")
                    .payloadColumn("payload")
                    .metaDataColumn("metadata")
                    .build();

    @Bean(initMethod = "start", destroyMethod = "shutdown")
    Configuration axon(DataSource dataSource) {
        Serializer serializer = new Serializer();
        EventStorageEngine engine =
                engine(new TransactionAwareDataSourceProxy(dataSource), serializer);
        return DefaultConfigurer.defaultConfiguration(false)
                .configureSerializer(c -> serializer)
                .configureCommandBus(c -> commandBus())
                .configureEmbeddedEventStore(c -> engine)
                .configureCorrelationDataProviders(c -> List.of())
                .configureAggregate(
                        AggregateConfigurer.defaultConfiguration(Subject.class)
                                .configureLockFactory(c -> NullLockFactory.INSTANCE))
                .buildConfiguration();
    }

    @Bean
    CommandGateway commandGateway(Configuration axon) {
        return axon.commandGateway();
    }

    private static CommandBus commandBus() {
        return SimpleCommandBus.builder().transactionManager(NoTransactionManager.INSTANCE).build();
    }

    private static EventStorageEngine engine(DataSource dataSource, Serializer serializer) {
        return new Engine(
                JdbcEventStorageEngine.builder()
                        .connectionProvider(dataSource::getConnection)
                        .transactionManager(NoTransactionManager.INSTANCE)
                        .dataType(String.class)
                        .schema(SCHEMA)
                        .eventSerializer(serializer)
                        .snapshotSerializer(serializer)
                        .persistenceExceptionResolver(Recorder::isConflict)
                        .appendEvents(
                                (connection, schema, dataType, events, ignored, timestamps) -> {
                                    PreparedStatement insert =
                                            connection.prepareStatement(
                                                    """
                                                    insert into event (event_id, subject, sequence, aggregate, stored_at, type, revision, payload, metadata)
                                                    values (?, ?, ?, 'subject', ?, ?, ?, ?, '{}')
                                                    """);
                                    for (EventMessage<?> message : events) {
                                        Event event = (Event) message.getPayload();
                                        insert.setString(1, event.eventId());
                                        insert.setString(2, event.subject());
                                        insert.setLong(
                                                3,
                                                ((DomainEventMessage<?>) message)
                                                        .getSequenceNumber());
                                        insert.setString(4, message.getTimestamp().toString());
                                        insert.setString(5, event.typeName());
                                        insert.setString(6, REVISION);
                                        insert.setString(7, Json.write(event.json()));
                                        insert.addBatch();
                                    }
                                    return insert;
                                }));
    }

    /**
     * Axon's engine without snapshots: streams are short, and a snapshot would be a second truth.
     */
    private static final class Engine extends JdbcEventStorageEngine {

        Engine(Builder builder) {
            super(builder);
        }

        @Override
        protected Stream<? extends DomainEventData<?>> readSnapshotData(String subject) {
            return Stream.empty();
        }
    }

    /** Our stored names and our JSON for events; Jackson for what Axon adds. */
    static final class Serializer extends Jackson3Serializer {

        Serializer() {
            super(Jackson3Serializer.builder());
        }

        @Override
        public <T> SerializedObject<T> serialize(Object object, Class<T> as) {
            return object instanceof Event event
                    ? new SimpleSerializedObject<>(
                            getConverter().convert(Json.write(event.json()), as),
                            as,
                            event.typeName(),
                            REVISION)
                    : super.serialize(object, as);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <S, T> T deserialize(SerializedObject<S> stored) {
            return classForType(stored.getType()) == Event.class
                    ? (T)
                            Event.of(
                                    Json.read(
                                            getConverter().convert(stored.getData(), String.class)))
                    : super.deserialize(stored);
        }

        @Override
        public Class<?> classForType(SerializedType type) {
            return type.getName().contains(".")
                            && !type.getName().startsWith("org.")
                            && !type.getName().startsWith("java.")
                    ? Event.class
                    : super.classForType(type);
        }
    }

    /** Looks at a subject as the log has it now. */
    static Timeline timeline(JdbcClient jdbc, Kind kind, String subject) {
        return Timeline.of(
                kind,
                jdbc.sql("select payload from event where subject = :subject order by sequence")
                        .param("subject", subject)
                        .query((row, i) -> Event.of(Json.read(row.getString(1))))
                        .list());
    }
}
