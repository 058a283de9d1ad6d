using IopPlatform.Instruments;
using IopPlatform.Intake;
using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Features.Consents;
using IopPlatform.Intake.Features.Coverages;
using IopPlatform.Intake.Features.Disclosures;
using IopPlatform.Intake.Features.EmergencyAccesses;
using IopPlatform.Intake.Features.Episodes;
using IopPlatform.Intake.Features.Instruments;
using IopPlatform.Intake.Features.LevelOfCare;
using IopPlatform.Intake.Features.Patients;
using IopPlatform.Intake.Features.Programs;
using IopPlatform.Intake.Features.Referrals;
using IopPlatform.Intake.Features.Responses;
using IopPlatform.Messaging;
using IopPlatform.Messaging.Operations;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddApi();
builder.AddTenantDatabase("intake");
builder.AddProtectedFields(IntakeFields.All);
builder.AddInstruments();
builder.AddMetrics<IntakeMetrics>();
builder.AddMessaging("intake", typeof(IntakeAssembly).Assembly);

var app = builder.Build();
app.MapDefaultEndpoints();
var api = app.MapApi("/api/intake");
var internals = app.MapInternal();
internals.MapKeys();
internals.MapParkedMessages();

RegisterReferral.Map(api);
RegisterReferralFromFhir.Map(api);
ListReferrals.Map(api);
GetReferral.Map(api);
CloseReferral.Map(api);

SearchPatients.Map(api);
GetPatient.Map(api);
ChangeContactPoints.Map(api);
InviteToPortal.Map(api);
RecordDeath.Map(api);
GiveConsent.Map(api);
GetConsent.Map(api);
ListConsents.Map(api);
RevokeConsent.Map(api);
ListDisclosures.Map(api);
PrintDisclosures.Map(api);
RegisterRecipient.Map(api);
ListRecipients.Map(api);
DecideDisclosure.Map(internals);
OpenEmergencyAccess.Map(api);
GetEmergencyAccess.Map(api);
ListEmergencyAccesses.Map(api);
ReviewEmergencyAccess.Map(api);
AddCoverage.Map(api);
GetCoverage.Map(api);
EnterAuthorization.Map(api);
GetAuthorization.Map(api);

ListInstruments.Map(api);
RecordResponse.Map(api);
GetResponse.Map(api);
ListScores.Map(api);

ListDimensionSchemas.Map(api);
AssessReferral.Map(api);
GetAssessment.Map(api);
RecommendLevelOfCare.Map(api);
DetermineLevelOfCare.Map(api);
GetDetermination.Map(api);

ListPrograms.Map(api);
MarkProgram.Map(api);
AdmitPatient.Map(api);
GetEpisode.Map(api);
ListEpisodes.Map(api);
api.MapAuditTrail("intake");

app.Run();
