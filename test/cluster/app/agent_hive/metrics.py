"""The metrics at /metrics: those that a release is watched by, and those behind the recording rules."""

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# Series that nobody asks for, and that would make a third of each scrape.
disable_created_metrics()

REQUESTS = Counter("leanvibe_http_requests_total", "Answers by method, route and status.", ["method", "path", "status"])
DURATION = Histogram(
    "leanvibe_http_request_duration_seconds",
    "From a request's arrival to the end of its answer.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10),
)
# leanvibe:active_agents_total
ACTIVE_AGENTS = Gauge("leanvibe_active_agents", "Agents connected to this pod (open WebSockets).")
# leanvibe:agent_capacity_utilization = active agents / capacity
AGENT_CAPACITY = Gauge("leanvibe_agent_capacity", "Agents that this pod may hold.")
# leanvibe:agent_task_completion_rate = completed / accepted
TASKS = Counter("leanvibe_agent_tasks_total", "Tasks by state: accepted (API), completed, duplicate, failed (worker).", ["state"])
# leanvibe:agent_response_time_p95
AGENT_RESPONSE = Histogram(
    "leanvibe_agent_response_seconds",
    "From an agent's message to its answer, and from a task's acceptance to its completion.",
    buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60),
)
# leanvibe:coordination_events_rate
COORDINATION_EVENTS = Counter("leanvibe_coordination_events_total", "Events written to the database.")
# leanvibe:anthropic_api_request_rate; the sample asks no model: a worker counts the request that a real task would make.
ANTHROPIC_REQUESTS = Counter("leanvibe_anthropic_requests_total", "Requests to the model provider by status.", ["status"])
