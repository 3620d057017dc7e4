"""Which elements an invoice in UBL 2.1 may have: those that the standard names, and nothing beside them.

The standard is a closed list, made for invoices, so a document that keeps to it brings no field that nobody foresaw;
of its elements only those that a claim needs are read. What stands outside it (an extension, another vocabulary, a
made-up name where a person is described) is refused and not read past (GDPR art. 5(1)(c), 25(2)). Source: OASIS UBL
2.1, maindoc/UBL-Invoice-2.1.xsd, UBL-CreditNote-2.1.xsd, common/UBL-CommonAggregateComponents-2.1.xsd (PartyType).
"""

from lxml import etree

from collections_app.intake.problems import Fault
from collections_app.intake.ubl_reader import NAMESPACES, Reader


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DOCUMENT = _names(
    """UBLVersionID CustomizationID ProfileID ProfileExecutionID ID CopyIndicator UUID IssueDate IssueTime DueDate
    InvoiceTypeCode CreditNoteTypeCode Note TaxPointDate DocumentCurrencyCode TaxCurrencyCode PricingCurrencyCode
    PaymentCurrencyCode PaymentAlternativeCurrencyCode AccountingCostCode AccountingCost LineCountNumeric BuyerReference
    InvoicePeriod DiscrepancyResponse OrderReference BillingReference DespatchDocumentReference ReceiptDocumentReference
    StatementDocumentReference OriginatorDocumentReference ContractDocumentReference AdditionalDocumentReference
    ProjectReference Signature AccountingSupplierParty AccountingCustomerParty PayeeParty BuyerCustomerParty
    SellerSupplierParty TaxRepresentativeParty Delivery DeliveryTerms PaymentMeans PaymentTerms PrepaidPayment
    AllowanceCharge TaxExchangeRate PricingExchangeRate PaymentExchangeRate PaymentAlternativeExchangeRate TaxTotal
    WithholdingTaxTotal LegalMonetaryTotal InvoiceLine CreditNoteLine"""
)
_PARTY = _names(
    """MarkCareIndicator MarkAttentionIndicator WebsiteURI LogoReferenceID EndpointID IndustryClassificationCode
    PartyIdentification PartyName Language PostalAddress PhysicalLocation PartyTaxScheme PartyLegalEntity Contact Person
    AgentParty ServiceProviderParty PowerOfAttorney FinancialAccount"""
)
_OURS = tuple(f"{{{namespace}}}" for namespace in NAMESPACES.values())
_PARTIES = ("cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party")
_UNKNOWN = Fault("element_unknown", "The document has elements that UBL 2.1 does not have there. Leave them out.")


def expect_no_others(reader: Reader) -> None:
    """Note the places where a document has more than the standard; the names of the elements are not repeated."""
    if any(not str(element.tag).startswith(_OURS) for element in reader.root.iter() if element is not reader.root):
        message = "The document has extensions or elements of another vocabulary than UBL. Leave them out."
        reader.note("*", "", Fault("element_foreign", message))
        return
    if _others(reader.root, _DOCUMENT):
        reader.note("*", "", _UNKNOWN)
    for path in _PARTIES:
        if any(_others(party, _PARTY) for party in reader.nodes(path)):
            reader.note(path, "", _UNKNOWN)


def _others(parent: etree._Element, known: frozenset[str]) -> bool:
    return any(etree.QName(child).localname not in known for child in parent)
