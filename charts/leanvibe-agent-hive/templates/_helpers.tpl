{{/*
Names, labels and what several templates ask. A workload's context is made by leanvibe.workload: dict with
  root    the chart's root context
  name    api | worker | frontend
  values  that workload's values
*/}}

{{- define "leanvibe.name" -}}
leanvibe-{{ .name }}-{{ .root.Values.colour }}
{{- end }}

{{- define "leanvibe.otherColour" -}}
{{- ternary "green" "blue" (eq .Values.colour "blue") }}
{{- end }}

{{/* What tells this workload's pods of this colour from all others; never changes, because a Deployment's selector cannot. */}}
{{- define "leanvibe.selectorLabels" -}}
app.kubernetes.io/name: leanvibe-{{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
leanvibe.dev/colour: {{ .root.Values.colour }}
{{- end }}

{{- define "leanvibe.commonLabels" -}}
{{ include "leanvibe.selectorLabels" . }}
app.kubernetes.io/component: {{ .name }}
app.kubernetes.io/part-of: leanvibe-agent-hive
{{- end }}

{{/* The version that runs: of pods and what makes them. Anything else would change with each release for its label alone. */}}
{{- define "leanvibe.versionLabel" -}}
app.kubernetes.io/version: {{ .root.Values.image.tag | trunc 63 | trimSuffix "-" | trimSuffix "." | trimSuffix "_" | quote }}
{{- end }}

{{- define "leanvibe.podLabels" -}}
{{ include "leanvibe.commonLabels" . }}
{{ include "leanvibe.versionLabel" . }}
{{- end }}

{{/* Labels of objects. The chart's version is here and not on pods: a new chart alone must not restart them. */}}
{{- define "leanvibe.labels" -}}
{{ include "leanvibe.commonLabels" . }}
app.kubernetes.io/managed-by: {{ .root.Values.managedBy }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{- define "leanvibe.metadata" -}}
name: {{ include "leanvibe.name" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "leanvibe.labels" . | nindent 2 }}
{{- end }}

{{- define "leanvibe.image" -}}
{{- $image := .root.Values.image }}
{{- $reference := printf "%s/%s:%s" $image.repository .values.image.name $image.tag }}
{{- with .values.image.digest }}{{ $reference = printf "%s@%s" $reference . }}{{ end }}
{{- $reference }}
{{- end }}

{{- define "leanvibe.pullPolicy" -}}
{{- .root.Values.image.pullPolicy | default (ternary "IfNotPresent" "Always" (ne .values.image.digest "")) }}
{{- end }}

{{/* Whether KEDA owns this workload's number of pods: "true" or nothing. Only workers have the switch. */}}
{{- define "leanvibe.scaledByKeda" -}}
{{- with .values.keda }}{{ if .enabled }}true{{ end }}{{ end }}
{{- end }}

{{/* Whether an autoscaler of either sort owns this workload's number of pods: "true" or nothing. */}}
{{- define "leanvibe.autoscaled" -}}
{{- if or .values.autoscaling.enabled (include "leanvibe.scaledByKeda" .) }}true{{ end }}
{{- end }}

{{/* The application's configuration, as JSON with sorted keys: what the ConfigMap holds and what its name is hashed from. */}}
{{- define "leanvibe.configData" -}}
{{- $derived := dict
    "ENVIRONMENT" .Values.environment
    "RELEASE_COLOUR" .Values.colour
    "RELEASE_VERSION" .Values.image.tag
    "UVICORN_TIMEOUT_KEEP_ALIVE" (toString .Values.gateway.keepAliveSeconds)
    "UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN" (toString .Values.api.drain.longestRequestSeconds) }}
{{- range $key := keys $derived | sortAlpha }}
{{- if hasKey $.Values.config $key }}
{{- fail (printf "config.%s is set by the chart from other values: remove it from config" $key) }}
{{- end }}
{{- end }}
{{- merge $derived .Values.config | toJson }}
{{- end }}

{{- define "leanvibe.configName" -}}
leanvibe-config-{{ .Values.colour }}-{{ include "leanvibe.configData" . | sha256sum | trunc 10 }}
{{- end }}

{{- define "leanvibe.nginxName" -}}
leanvibe-nginx-{{ .Values.colour }}-{{ include "leanvibe.nginxConf" . | sha256sum | trunc 10 }}
{{- end }}
