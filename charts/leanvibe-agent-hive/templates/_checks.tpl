{{/* Rules between values, which a schema cannot state. Each failure says what was given, what is allowed and what to do. */}}

{{- define "leanvibe.checkRelease" -}}
{{- if eq .Values.image.tag "latest" }}
{{- fail "image.tag is latest, which names another image tomorrow: give a fixed tag" }}
{{- end }}
{{- range $key := keys .Values.config | sortAlpha }}
{{- if regexMatch "(PASSWORD|TOKEN|SECRET|API_KEY|PRIVATE_KEY)$" $key }}
{{- fail (printf "config.%s looks like a secret, and a ConfigMap can be read by everybody who can read the namespace: keep it in Secrets Manager and give its ARN (%s_ARN)" $key $key) }}
{{- end }}
{{- end }}
{{- if le (int .Values.gateway.keepAliveSeconds) (int .Values.gateway.idleTimeoutSeconds) }}
{{- fail (printf "gateway: keepAliveSeconds (%d) must be above idleTimeoutSeconds (%d), else the gateway reuses connections that a pod is closing: raise keepAliveSeconds" (int .Values.gateway.keepAliveSeconds) (int .Values.gateway.idleTimeoutSeconds)) }}
{{- end }}
{{- include "leanvibe.checkOperators" . }}
{{- end }}

{{- define "leanvibe.checkWorkload" -}}
{{- $scaling := .values.autoscaling }}
{{- include "leanvibe.checkKeda" . }}
{{- $floor := int .values.replicas }}
{{- $floorName := "replicas" }}
{{- if $scaling.enabled }}
{{- $floor = int $scaling.minReplicas }}
{{- $floorName = "autoscaling.minReplicas" }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail (printf "%s.autoscaling: minReplicas (%d) is above maxReplicas (%d): lower minReplicas or raise maxReplicas" .name (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
{{- end }}
{{- end }}
{{- if include "leanvibe.scaledByKeda" . }}
{{- $floor = int .values.keda.minReplicas }}
{{- $floorName = "keda.minReplicas" }}
{{- end }}
{{- $budget := .values.podDisruptionBudget }}
{{- if and $budget.enabled (gt $floor 0) (ge (int $budget.minAvailable) $floor) }}
{{- fail (printf "%s.podDisruptionBudget: minAvailable (%d) must be below %s (%d), else no node that runs the pods can be drained: lower minAvailable, raise %s, or set enabled to false" .name (int $budget.minAvailable) $floorName $floor $floorName) }}
{{- end }}
{{- include "leanvibe.checkDrain" . }}
{{- end }}

{{/*
The drain arithmetic. Workers have no gateway that must forget them, so two of its lines do not bind them.
*/}}
{{- define "leanvibe.checkDrain" -}}
{{- $drain := .values.drain }}
{{- $needed := add $drain.preStopSeconds $drain.longestRequestSeconds | int }}
{{- if ge $needed (int $drain.terminationGracePeriodSeconds) }}
{{- fail (printf "%s.drain: preStopSeconds + longestRequestSeconds < terminationGracePeriodSeconds does not hold (%d + %d < %d): raise terminationGracePeriodSeconds above %d" .name (int $drain.preStopSeconds) (int $drain.longestRequestSeconds) (int $drain.terminationGracePeriodSeconds) $needed) }}
{{- end }}
{{- if ne .name "worker" }}
{{- $gateway := .root.Values.gateway }}
{{- if lt (int $drain.preStopSeconds) (int $gateway.endpointPropagationSeconds) }}
{{- fail (printf "%s.drain: preStopSeconds >= gateway.endpointPropagationSeconds does not hold (%d >= %d), and a pod that stops before the gateway has forgotten it answers 502: raise preStopSeconds to %d, or lower gateway.endpointPropagationSeconds if the gateway is faster" .name (int $drain.preStopSeconds) (int $gateway.endpointPropagationSeconds) (int $gateway.endpointPropagationSeconds)) }}
{{- end }}
{{- if gt (int $drain.longestRequestSeconds) (int $gateway.deregistrationDelaySeconds) }}
{{- fail (printf "%s.drain: longestRequestSeconds <= gateway.deregistrationDelaySeconds does not hold (%d <= %d), and the gateway cuts longer requests off: raise the gateway's deregistration delay and gateway.deregistrationDelaySeconds to %d, or lower longestRequestSeconds" .name (int $drain.longestRequestSeconds) (int $gateway.deregistrationDelaySeconds) (int $drain.longestRequestSeconds)) }}
{{- end }}
{{- end }}
{{- if and $drain.path (eq (int $drain.preStopSeconds) 0) }}
{{- fail (printf "%s.drain: path is %s and preStopSeconds is 0, which leaves no time for it: raise preStopSeconds, or empty path" .name $drain.path) }}
{{- end }}
{{- end }}

{{- define "leanvibe.checkKeda" -}}
{{- if include "leanvibe.scaledByKeda" . }}
{{- $keda := .values.keda }}
{{- if .values.autoscaling.enabled }}
{{- fail (printf "%s: autoscaling.enabled and keda.enabled are both true, and two autoscalers would fight over one number of pods: set %s.autoscaling.enabled or %s.keda.enabled to false" .name .name .name) }}
{{- end }}
{{- if not $keda.stream }}
{{- fail (printf "%s.keda: enabled without a stream to measure: give keda.stream the name of the Redis stream that the workers read" .name) }}
{{- end }}
{{- if gt (int $keda.minReplicas) (int $keda.maxReplicas) }}
{{- fail (printf "%s.keda: minReplicas (%d) is above maxReplicas (%d): lower minReplicas or raise maxReplicas" .name (int $keda.minReplicas) (int $keda.maxReplicas)) }}
{{- end }}
{{- end }}
{{- end }}

{{/* What operators of others need, where their switch is on. */}}
{{- define "leanvibe.checkOperators" -}}
{{- if and .Values.serviceMonitor.enabled (not .Values.networkPolicy.monitoring.namespaces) }}
{{- fail "serviceMonitor.enabled is true, and no network policy lets Prometheus reach the API: give networkPolicy.monitoring.namespaces the namespace that it runs in" }}
{{- end }}
{{- $secret := .Values.externalSecret }}
{{- if $secret.enabled }}
{{- if not $secret.store.name }}
{{- fail "externalSecret.enabled is true without a store: give externalSecret.store.name the name of a SecretStore or ClusterSecretStore" }}
{{- end }}
{{- if not $secret.data }}
{{- fail "externalSecret.enabled is true without data: name at least one variable in externalSecret.data, or set enabled to false" }}
{{- end }}
{{- end }}
{{- if and .Values.frontend.otherColour.enabled (or .Values.frontend.command .Values.frontend.args) }}
{{- fail "frontend.otherColour.enabled is true beside frontend.command or frontend.args, and the chart starts nginx itself to tell it the cluster's resolver: leave command and args empty, or set otherColour.enabled to false" }}
{{- end }}
{{- end }}
